import type { Types } from 'mongoose'
import type { HistoryCraftsman, HistoryEvent } from '#lib/matching/history.ts'
import { SILENCE_MS } from '#lib/matching/history.ts'
import { jobFactsOf } from '#lib/matching/job-facts.ts'
import { knownCraftsman, MATCHING_FIELDS } from '#lib/matching/read-candidates.ts'
import { emptyRecord } from '#lib/matching/record.ts'
import { Replay, withSilences } from '#lib/matching/replay.ts'
import { PRIOR_SCALES } from '#lib/matching/scales.ts'
import { Contract, type ContractRecord } from '#lib/model/contract.model.ts'
import { Invitation, type InvitationRecord } from '#lib/model/invitation.model.ts'
import { Job, type JobRecord } from '#lib/model/job.model.ts'
import { Quote, type QuoteRecord } from '#lib/model/quote.model.ts'
import { Review, type ReviewRecord } from '#lib/model/review.model.ts'
import { User, type UserRecord } from '#lib/model/user.model.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf, type UserId } from '#lib/platform/ids.ts'
import { objectId, trusted } from '#lib/platform/mongo.ts'

/** How much of a craftsman's work counts, the latest of each kind: so that a record costs the same for everybody. */
const MAX_OF_EACH = 500

/**
 * Make a craftsman's record anew from what happened to them: invitations, quotes, contracts and revealed reviews, each
 * at the instant from which it was known, as the ranking replays any history. Running it twice changes nothing, and two
 * at once store the same.
 */
export async function refreshRecord(craftsmanId: UserId): Promise<void> {
  const now = clock()
  const user = await User.findOne(
    { _id: craftsmanId, role: 'Craftsman', deletedAt: null },
    MATCHING_FIELDS,
  ).lean<UserRecord>()
  if (!user) return
  const work = await readWork(objectId(craftsmanId))
  const record = recordOf(user, work, now)
  const dueAt = nextChange(work, now)
  await User.collection.updateOne(
    { _id: user._id },
    { $set: { matching: { record: JSON.stringify(record), refreshedAt: now, ...(dueAt && { dueAt }) } } },
  )
}

interface Work {
  invitations: InvitationRecord[]
  quotes: QuoteRecord[]
  contracts: ContractRecord[]
  reviews: ReviewRecord[]
  jobs: JobRecord[]
  clients: ReadonlyMap<string, number>
}

async function readWork(craftsman: Types.ObjectId): Promise<Work> {
  const latest = { createdAt: -1, _id: -1 } as const
  const [invitations, quotes, contracts, reviews] = await Promise.all([
    Invitation.find({ craftsman }).sort(latest).limit(MAX_OF_EACH).lean<InvitationRecord[]>(),
    Quote.find({ craftsman }).sort(latest).limit(MAX_OF_EACH).lean<QuoteRecord[]>(),
    Contract.find({ craftsman }).sort(latest).limit(MAX_OF_EACH).lean<ContractRecord[]>(),
    Review.find({ reviewee: craftsman, status: trusted({ $in: ['Blind', 'Revealed'] }) })
      .sort({ revealAt: -1, _id: -1 })
      .limit(MAX_OF_EACH)
      .lean<ReviewRecord[]>(),
  ])
  const jobIds = [...invitations, ...quotes, ...contracts].map(({ job }) => job)
  const jobs = await Job.find({ _id: trusted({ $in: jobIds }) }).lean<JobRecord[]>()
  const clients = await User.find(
    { _id: trusted({ $in: jobs.map(({ client }) => client) }) },
    { createdAt: 1 },
  ).lean()
  return {
    invitations,
    quotes,
    contracts,
    reviews,
    jobs,
    clients: new Map(clients.map(({ _id, createdAt }) => [idOf<'User'>(_id), createdAt.getTime()])),
  }
}

const NOTHING_EARLIER: Pick<HistoryCraftsman, 'earlier' | 'counts'> = {
  earlier: [],
  counts: {
    invited: 0,
    accepted: 0,
    rejected: 0,
    unanswered: 0,
    quoted: 0,
    hired: 0,
    completed: 0,
    cancelledByHim: 0,
    disputesLost: 0,
    medianResponseMinutes: null,
  },
}

function recordOf(user: UserRecord, work: Work, now: Date) {
  const id = idOf<'User'>(user._id)
  const known = knownCraftsman(user, now)
  if (!known) return emptyRecord() // no place: nobody is recommended them
  const replay = new Replay(
    { craftsmen: [{ facts: known.facts, ...NOTHING_EARLIER }], clients: work.clients },
    PRIOR_SCALES,
  )
  for (const event of withSilences({ events: eventsOf(id, work, now), until: now.getTime() }))
    replay.apply(event)
  return replay.records.get(id)
}

/** What comes first of what happened at the same instant. */
const ORDER: readonly HistoryEvent['type'][] = [
  'job',
  'invitation',
  'response',
  'quote',
  'hire',
  'completion',
  'cancellation',
  'decision',
  'review',
]

function eventsOf(craftsmanId: string, work: Work, now: Date): HistoryEvent[] {
  const base = (job: Types.ObjectId, at: Date) => ({ at: at.getTime(), jobId: idOf<'Job'>(job), craftsmanId })
  const events: HistoryEvent[] = [
    ...work.jobs.map((job): HistoryEvent => ({
      type: 'job',
      at: job.createdAt.getTime(),
      jobId: idOf<'Job'>(job._id),
      job: jobFactsOf(job),
    })),
    ...work.invitations.flatMap((one): HistoryEvent[] => [
      { ...base(one.job, one.createdAt), type: 'invitation' },
      ...(one.respondedAt && !one.closedByBan
        ? [
            {
              ...base(one.job, one.respondedAt),
              type: 'response' as const,
              isAccepted: one.status === 'Accepted',
            },
          ]
        : []),
    ]),
    ...work.quotes.map((one): HistoryEvent => ({
      ...base(one.job, one.createdAt),
      type: 'quote',
      price: one.price,
    })),
    ...work.contracts.flatMap((one) => contractEvents(one, work, base)),
    ...work.reviews.flatMap((one): HistoryEvent[] =>
      one.revealAt ? [{ ...base(one.job, one.revealAt), type: 'review', rating: one.rating }] : [],
    ),
  ]
  const place = ({ type }: HistoryEvent): number => ORDER.indexOf(type)
  return events.filter(({ at }) => at <= now.getTime()).sort((a, b) => a.at - b.at || place(a) - place(b))
}

type Base = (job: Types.ObjectId, at: Date) => { at: number; jobId: string; craftsmanId: string }

function contractEvents(contract: ContractRecord, { jobs }: Work, base: Base): HistoryEvent[] {
  const { job, status, cancellation, confirmedAt, price, createdAt, decided, updatedAt } = contract
  if (status === 'Void') return []
  const hire: HistoryEvent = { ...base(job, createdAt), type: 'hire', price }
  const stored = jobs.find(({ _id }) => _id.equals(job))
  const lost: HistoryEvent[] =
    decided && decided.client > 0 ? [{ ...base(job, updatedAt), type: 'decision', isAgainstThem: true }] : []
  if (cancellation) {
    const isTheirFault = cancellation.fault === 'craftsman' && !cancellation.isLifted
    return [hire, { ...base(job, cancellation.at), type: 'cancellation', isTheirFault }, ...lost]
  }
  if (!confirmedAt) return [hire, ...lost]
  const isPaid = contract.payment !== 'Unpaid' && contract.payment !== 'Refunded'
  const doneAt = stored?.completedAt ?? confirmedAt
  return [hire, { ...base(job, doneAt), type: 'completion', isPaid }, ...lost]
}

/** When the record changes next although nobody does anything. */
function nextChange({ invitations, reviews }: Work, now: Date): Date | null {
  const times = [
    ...invitations.flatMap((one) => (one.respondedAt ? [] : [one.createdAt.getTime() + SILENCE_MS])),
    ...reviews.flatMap(({ revealAt }) => revealAt?.getTime() ?? []),
  ].filter((at) => at > now.getTime())
  return times.length > 0 ? new Date(Math.min(...times)) : null
}
