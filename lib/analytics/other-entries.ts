import type { ClientSession } from 'mongoose'
import { businessDaysFrom, dayOf } from '#lib/analytics/calendar.ts'
import { flag, timeCount, withoutZeros } from '#lib/analytics/entry.ts'
import type { Fact } from '#lib/analytics/job-entries.ts'
import { classOf } from '#lib/analytics/scale.ts'
import type { Counts, Entry, EntryKind } from '#lib/model/analytics-kinds.ts'
import { Job } from '#lib/model/job.model.ts'
import type { NotificationRecord } from '#lib/model/notification.model.ts'
import { Payout } from '#lib/model/payout.model.ts'
import { Transaction } from '#lib/model/transaction.model.ts'
import { User } from '#lib/model/user.model.ts'
import { Verification } from '#lib/model/verification.model.ts'
import type { Corrections } from '#lib/platform/business-days.ts'
import { SECOND } from '#lib/platform/clock.ts'
import { type Id, idOf } from '#lib/platform/ids.ts'
import { objectId, trusted } from '#lib/platform/mongo.ts'
import { currentSettings } from '#lib/settings/settings.ts'

/** The promise that pushes are measured by. */
const PUSH_PROMISE_MS = 5 * SECOND

type Facts = ReadonlyMap<string, Fact>

const allOf = (ids: readonly string[]) => trusted({ $in: ids.map((id) => objectId(id as Id<string>)) })

const entryOf = (kind: EntryKind, at: Date, person: string, counts: Counts): Entry => ({
  kind,
  day: dayOf(at),
  category: null,
  governorate: null,
  person,
  counts: withoutZeros(counts),
})

/** Accounts by the day of their registration, and what became of the documents of craftsmen. */
export async function readUsers(ids: readonly string[], tx: ClientSession | null): Promise<Facts> {
  const users = await User.find({ _id: allOf(ids) }, { role: 1, createdAt: 1 })
    .session(tx)
    .lean()
  const checks = await Verification.find(
    { craftsman: allOf(ids), decidedAt: trusted({ $exists: true }) },
    { craftsman: 1, status: 1, createdAt: 1, decidedAt: 1 },
  )
    .session(tx)
    .lean()
  return new Map(
    users.map(({ _id, role, createdAt }) => {
      const id = idOf<'User'>(_id)
      const counts = { clients: flag(role === 'Client'), craftsmen: flag(role === 'Craftsman') }
      const registered =
        role === 'Client' || role === 'Craftsman' ? [entryOf('account', createdAt, id, counts)] : []
      const decided = checks
        .filter(({ craftsman }) => craftsman.equals(_id))
        .flatMap(({ status, createdAt: since, decidedAt }) =>
          decidedAt ? [entryOf('verification', decidedAt, id, verdictCounts(status, since, decidedAt))] : [],
        )
      return [id, { entries: [...registered, ...decided] }]
    }),
  )
}

const verdictCounts = (status: string, since: Date, decidedAt: Date): Counts => ({
  n: 1,
  approved: flag(status !== 'Rejected'),
  ...timeCount('wait', since, decidedAt),
})

/** The fees that each account still owes, by the day on which each was posted. */
export async function readDebts(ids: readonly string[], tx: ClientSession | null): Promise<Facts> {
  const fees = await Transaction.find(
    { user: allOf(ids), type: 'Fee', status: 'Pending' },
    { user: 1, job: 1, amount: 1, createdAt: 1 },
  )
    .session(tx)
    .lean()
  const jobs = await Job.find(
    { _id: trusted({ $in: fees.flatMap(({ job }) => (job ? [job] : [])) }) },
    { category: 1, governorate: 1 },
  )
    .session(tx)
    .lean()
  return new Map(
    ids.map((id) => {
      const entries = fees
        .filter(({ user }) => idOf<'User'>(user) === id)
        .map((fee) => {
          const of = jobs.find(({ _id }) => fee.job?.equals(_id))
          const place = { category: of?.category ?? null, governorate: of?.governorate ?? null }
          return { ...entryOf('debt', fee.createdAt, id, { n: 1, owed: -fee.amount }), ...place }
        })
      return [id, { entries }]
    }),
  )
}

/** Withdrawals by the day on which they were asked for, and whether the promise was kept. */
export async function readPayouts(ids: readonly string[], tx: ClientSession | null): Promise<Facts> {
  const { bankHolidays } = await currentSettings()
  const payouts = await Payout.find(
    { _id: allOf(ids), purpose: 'Withdrawal' },
    { payee: 1, amount: 1, status: 1, requestedAt: 1, dueBy: 1, settledAt: 1 },
  )
    .session(tx)
    .lean()
  return new Map(
    payouts.map(({ _id, payee, amount, status, requestedAt, dueBy, settledAt }) => {
      const paid =
        status === 'Paid' && settledAt
          ? paidCounts(amount, { requestedAt, dueBy, settledAt }, bankHolidays)
          : {}
      const counts = { n: 1, amount, failed: flag(status === 'Failed'), ...paid }
      const entry = entryOf('payout', requestedAt, idOf<'User'>(payee), counts)
      return [idOf<'Payout'>(_id), { entries: [entry] }]
    }),
  )
}

interface Timing {
  readonly requestedAt: Date
  readonly dueBy: Date
  readonly settledAt: Date
}

const paidCounts = (
  amount: number,
  { requestedAt, dueBy, settledAt }: Timing,
  holidays: Corrections,
): Counts => ({
  paid: 1,
  paidAmount: amount,
  inTime: flag(settledAt <= dueBy),
  [`days~${businessDaysFrom(requestedAt, settledAt, holidays)}`]: 1,
})

type Pushed = Pick<NotificationRecord, 'user' | 'createdAt' | 'pushLatencyMs'>

/** One push, by the day of its event. */
export const entryOfPush = ({ user, createdAt, pushLatencyMs = 0 }: Pushed): Entry =>
  entryOf('push', createdAt, idOf<'User'>(user), {
    n: 1,
    inTime: flag(pushLatencyMs <= PUSH_PROMISE_MS),
    [`ms~${classOf(pushLatencyMs)}`]: 1,
  })
