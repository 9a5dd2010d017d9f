import type * as z from 'zod'
import { type PersonRecord, toPersonView } from '#lib/embedded/person.ts'
import type { jobView } from '#lib/jobs/job.schemas.ts'
import type { JobRecord } from '#lib/model/job.model.ts'
import type { Point } from '#lib/platform/api-schemas.ts'
import { idOf } from '#lib/platform/ids.ts'
import { actorIn, type Principal } from '#lib/process/job-with-contract.ts'

/** A job with its people in place of their ids. */
export interface JobWithPeople extends Omit<JobRecord, 'client' | 'craftsman'> {
  client: PersonRecord
  craftsman: PersonRecord | null
  distance?: number
  match?: NonNullable<z.input<typeof jobView>['match']>
}

/**
 * The API view of a job. Only its parties and staff see the address, the exact place and the deal: who was hired, for
 * what price and fee, by which contract, and when. Everybody else, whoever quoted or was invited too, sees the posting.
 */
export function toJobView(job: JobWithPeople, viewer: Principal): z.input<typeof jobView> {
  const parties = { client: job.client._id, craftsman: job.craftsman?._id ?? null }
  const isInsider = actorIn(parties, viewer) !== null
  return {
    id: idOf<'Job'>(job._id),
    client: toPersonView(job.client),
    title: job.title,
    description: job.description,
    category: job.category,
    photos: job.photos,
    ...(isInsider && { address: job.address ?? null }),
    location: pointOf(isInsider ? job.location : job.area),
    budget: job.budget ?? null,
    preferredAt: job.preferredAt?.toISOString() ?? null,
    status: job.status,
    paymentType: job.paymentType,
    ...(isInsider ? dealOf(job) : NO_DEAL),
    ...(job.distance !== undefined && { distance: Math.round(job.distance / 1000) * 1000 }),
    ...(job.match && { match: job.match }),
    createdAt: job.createdAt.toISOString(),
  }
}

type Deal = Pick<
  z.input<typeof jobView>,
  'craftsman' | 'jobPrice' | 'platformFee' | 'contractId' | 'hiredAt' | 'completedAt' | 'reviewed'
>

const dealOf = (job: JobWithPeople): Deal => ({
  craftsman: job.craftsman && toPersonView(job.craftsman),
  jobPrice: job.jobPrice,
  platformFee: job.platformFee,
  contractId: job.contract && idOf<'Contract'>(job.contract),
  hiredAt: job.hiredAt?.toISOString() ?? null,
  completedAt: job.completedAt?.toISOString() ?? null,
  reviewed: job.status === 'Completed' && job.reviewedAt != null,
})

/** A deal as a job has it that nobody was hired for. */
const NO_DEAL: Deal = {
  craftsman: null,
  jobPrice: 0,
  platformFee: 0,
  contractId: null,
  hiredAt: null,
  completedAt: null,
  reviewed: false,
}

const pointOf = ({ type, coordinates: [longitude, latitude] }: Point): Point => ({
  type,
  coordinates: [longitude, latitude],
})
