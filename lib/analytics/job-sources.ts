import type { ClientSession } from 'mongoose'
import { Contract, type ContractRecord } from '#lib/model/contract.model.ts'
import { Dispute, type DisputeRecord } from '#lib/model/dispute.model.ts'
import { Invitation, type InvitationRecord } from '#lib/model/invitation.model.ts'
import { Job, type JobRecord } from '#lib/model/job.model.ts'
import { Journal, type JournalRecord } from '#lib/model/journal.model.ts'
import { Quote, type QuoteRecord } from '#lib/model/quote.model.ts'
import { Review, type ReviewRecord } from '#lib/model/review.model.ts'
import { idOf, type JobId } from '#lib/platform/ids.ts'
import { objectId, trusted } from '#lib/platform/mongo.ts'

/** A job and all that belongs to it, as far as reports count it. */
export interface JobSources {
  readonly job: JobRecord
  readonly quotes: readonly QuoteRecord[]
  readonly invitations: readonly InvitationRecord[]
  readonly contracts: readonly ContractRecord[]
  readonly disputes: readonly DisputeRecord[]
  readonly reviews: readonly ReviewRecord[]
  readonly journals: readonly JournalRecord[]
}

const FIELDS = {
  job: {
    client: 1,
    craftsman: 1,
    category: 1,
    governorate: 1,
    status: 1,
    createdAt: 1,
    completedAt: 1,
    cancelledAt: 1,
  },
  quote: { job: 1, craftsman: 1, status: 1, createdAt: 1 },
  invitation: { job: 1, craftsman: 1, status: 1, createdAt: 1, respondedAt: 1 },
  contract: {
    job: 1,
    client: 1,
    craftsman: 1,
    price: 1,
    paymentType: 1,
    status: 1,
    feeBooked: 1,
    cancellation: 1,
    confirmedAt: 1,
    createdAt: 1,
    updatedAt: 1,
  },
  dispute: { job: 1, client: 1, openedBy: 1, status: 1, createdAt: 1, resolution: 1, appeal: 1 },
  review: { job: 1, contract: 1, reviewer: 1, side: 1, rating: 1, status: 1, revealAt: 1 },
  journal: { job: 1, kind: 1, postings: 1, at: 1 },
} as const

/** What belongs to a page of jobs comes in one answer; without, MongoDB gives the first 101 and is asked for the rest. */
const ALL = 100_000

/** Reads jobs with everything that belongs to each, along the indexes by job and by contract. */
export async function readJobs(
  ids: readonly string[],
  tx: ClientSession | null,
): Promise<ReadonlyMap<string, JobSources>> {
  const jobs = await Job.find({ _id: trusted({ $in: ids.map((id) => objectId(id as JobId)) }) }, FIELDS.job)
    .batchSize(ALL)
    .session(tx)
    .lean<JobRecord[]>()
  const found = jobs.map(({ _id }) => _id)
  const ofJobs = { job: trusted({ $in: found }) }
  const contracts = await Contract.find(ofJobs, FIELDS.contract)
    .hint('ofJob')
    .batchSize(ALL)
    .session(tx)
    .lean<ContractRecord[]>()
  const ofContracts = { contract: trusted({ $in: contracts.map(({ _id }) => _id) }) }
  const parts = {
    quotes: byJob(await Quote.find(ofJobs, FIELDS.quote).batchSize(ALL).session(tx).lean<QuoteRecord[]>()),
    invitations: byJob(
      await Invitation.find(ofJobs, FIELDS.invitation).batchSize(ALL).session(tx).lean<InvitationRecord[]>(),
    ),
    contracts: byJob(contracts),
    disputes: byJob(
      await Dispute.find(ofJobs, FIELDS.dispute)
        .hint('ofJob')
        .batchSize(ALL)
        .session(tx)
        .lean<DisputeRecord[]>(),
    ),
    reviews: byJob(
      await Review.find(ofContracts, FIELDS.review).batchSize(ALL).session(tx).lean<ReviewRecord[]>(),
    ),
    journals: byJob(
      await Journal.find(ofJobs, FIELDS.journal).batchSize(ALL).session(tx).lean<JournalRecord[]>(),
    ),
  }
  return new Map(
    jobs.map((job) => {
      const id = idOf<'Job'>(job._id)
      const sources = {
        job,
        quotes: parts.quotes.get(id) ?? [],
        invitations: parts.invitations.get(id) ?? [],
        contracts: parts.contracts.get(id) ?? [],
        disputes: parts.disputes.get(id) ?? [],
        reviews: parts.reviews.get(id) ?? [],
        journals: parts.journals.get(id) ?? [],
      }
      return [id, sources]
    }),
  )
}

function byJob<T extends { job?: JobRecord['_id'] }>(records: readonly T[]): ReadonlyMap<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const record of records) {
    const id = record.job ? idOf<'Job'>(record.job) : ''
    const group = groups.get(id)
    if (group) group.push(record)
    else groups.set(id, [record])
  }
  return groups
}
