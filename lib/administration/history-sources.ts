import type { Model } from 'mongoose'
import type { HistoryKind } from '#lib/administration/history.schemas.ts'
import type { TimelineKey, TimelineSource } from '#lib/lists/read-timeline.ts'
import { ActivityLog } from '#lib/model/activity.model.ts'
import { Dispute } from '#lib/model/dispute.model.ts'
import { Job } from '#lib/model/job.model.ts'
import { JOB_INDEXES } from '#lib/model/job-indexes.ts'
import { JOB_STATUSES } from '#lib/model/job-status.ts'
import { Payment } from '#lib/model/payment.model.ts'
import { Refund } from '#lib/model/refund.model.ts'
import { Session } from '#lib/model/session.model.ts'
import { Strike } from '#lib/model/strike.model.ts'
import { Transaction } from '#lib/model/transaction.model.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { MAX_TIME_MS, objectId } from '#lib/platform/mongo.ts'

/** What an entry of somebody's history says, whatever it is about. */
export interface HistoryFacts {
  readonly status?: string
  /** In piastres. */
  readonly amount?: number
  /** A title, a type, a transition, an action. */
  readonly what?: string
  readonly job?: { toHexString: () => string }
  /** Who did it, if it was not the person themselves. */
  readonly by?: { toHexString: () => string }
}

/** One kind of entry: where its keys are, and what is shown of it. */
export interface HistorySource extends TimelineSource {
  readonly model: Pick<Model<unknown>, 'collection'>
  readonly hint?: Definition['hint']
  readonly toFacts: (document: Readonly<Record<string, unknown>>) => HistoryFacts
}

interface Definition {
  readonly model: HistorySource['model']
  readonly timeField: 'createdAt' | 'at'
  readonly filter: Readonly<Record<string, unknown>>
  /** The index, where MongoDB would have a choice. */
  readonly hint?: Readonly<Record<string, 1 | -1>>
  readonly toFacts: HistorySource['toFacts']
}

/** The indexes of jobs have the status before the time: MongoDB merges one walk for each. */
const anyStatus = { status: { $in: [...JOB_STATUSES] } }

const jobsOf = (side: 'client' | 'craftsman') =>
  ({ model: Job, timeField: 'createdAt', hint: JOB_INDEXES[side], toFacts: jobFacts }) as const

/** Everything that is known of somebody, by kind. Each collection is read along its index of that person and the time. */
export function historySourcesOf(userId: UserId, role: string): readonly HistorySource[] {
  const user = objectId(userId)
  const side = role === 'Craftsman' ? 'craftsman' : 'client'
  const of = (kind: HistoryKind, definition: Definition): HistorySource => sourceOf(kind, definition)
  return [
    of('dispute', {
      model: Dispute,
      timeField: 'createdAt',
      filter: { [side]: user },
      toFacts: disputeFacts,
    }),
    of('job', { ...jobsOf('client'), filter: { client: user, ...anyStatus } }),
    of('work', { ...jobsOf('craftsman'), filter: { craftsman: user, ...anyStatus } }),
    of('login', { model: Session, timeField: 'createdAt', filter: { user }, toFacts: loginFacts }),
    of('payment', { model: Payment, timeField: 'createdAt', filter: { payer: user }, toFacts: moneyFacts }),
    of('refund', { model: Refund, timeField: 'createdAt', filter: { payer: user }, toFacts: moneyFacts }),
    of('transaction', { model: Transaction, timeField: 'createdAt', filter: { user }, toFacts: moneyFacts }),
    of('strike', { model: Strike, timeField: 'at', filter: { user }, toFacts: strikeFacts }),
    of('staffAction', {
      model: ActivityLog,
      timeField: 'at',
      // what others did to this account; who looked at it is in the activity log
      filter: { 'target.id': user, actor: { $nin: [user, null] }, action: { $ne: 'user.look' } },
      toFacts: actionFacts,
    }),
  ]
}

function sourceOf(kind: HistoryKind, { model, timeField, filter, hint, toFacts }: Definition): HistorySource {
  const options = { maxTimeMS: MAX_TIME_MS, ...(hint && { hint }) }
  return {
    kind,
    timeField,
    model,
    ...(hint && { hint }),
    toFacts,
    count: () => model.collection.countDocuments(filter, { ...options }),
    keys: async (behind, limit) => {
      const found = await model.collection
        .find({ $and: [filter, behind] }, { projection: { [timeField]: 1 }, ...options })
        .sort({ [timeField]: -1, _id: -1 })
        .limit(limit)
        .toArray()
      return found.map((each) => ({ kind, at: each[timeField] as Date, id: each._id as TimelineKey['id'] }))
    },
  }
}

type Facts = HistorySource['toFacts']

const jobFacts: Facts = ({ title, status, jobPrice, _id }) =>
  ({ what: title, status, amount: jobPrice, job: _id }) as HistoryFacts
const disputeFacts: Facts = ({ status, held, job }) => ({ status, amount: held, job }) as HistoryFacts
const loginFacts: Facts = ({ endedBecause, endedAt }) =>
  ({ status: endedAt ? (endedBecause ?? 'ended') : 'active' }) as HistoryFacts
const moneyFacts: Facts = ({ type, gateway, status, amount, job }) =>
  ({ what: type ?? gateway, status, amount, job }) as HistoryFacts
const strikeFacts: Facts = ({ transition, job }) => ({ what: transition, job }) as HistoryFacts
const actionFacts: Facts = ({ action, actor }) => ({ what: action, by: actor }) as HistoryFacts
