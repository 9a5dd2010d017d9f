import type { Types } from 'mongoose'
import type * as z from 'zod'
import { actorIn, type Asker } from '#lib/jobs/job-case.ts'
import type { JobRecord } from '#lib/jobs/job.model.ts'
import type { jobBriefView, jobView } from '#lib/jobs/job.schemas.ts'
import type { Point } from '#lib/platform/border.ts'
import { idOf } from '#lib/platform/ids.ts'
import { showPerson, type PersonRecord } from '#lib/users/person.ts'

/** A job as the reads deliver it: with its people in place of their ids. */
export interface JobWithPeople extends Omit<JobRecord, 'client' | 'craftsman'> {
  client: PersonRecord
  craftsman: PersonRecord | null
  distance?: number
}

/** What a job shows to whom: the place to the kilometre, and no address, for all but its people and staff. */
export function showJob(job: JobWithPeople, viewer: Asker): z.input<typeof jobView> {
  const parties = { client: job.client._id, craftsman: job.craftsman?._id ?? null }
  const insider = actorIn(parties, viewer) !== null
  return {
    id: idOf<'Job'>(job._id),
    client: showPerson(job.client),
    craftsman: job.craftsman && showPerson(job.craftsman),
    title: job.title,
    description: job.description,
    category: job.category,
    photos: job.photos,
    ...(insider && { address: job.address ?? null }),
    location: pointOf(insider ? job.location : job.area),
    budget: job.budget ?? null,
    preferredAt: job.preferredAt?.toISOString() ?? null,
    status: job.status,
    paymentType: job.paymentType,
    jobPrice: job.jobPrice,
    platformFee: job.platformFee,
    contractId: job.contract && idOf<'Contract'>(job.contract),
    ...(job.distance !== undefined && { distance: Math.round(job.distance / 1000) * 1000 }),
    createdAt: job.createdAt.toISOString(),
    hiredAt: job.hiredAt?.toISOString() ?? null,
    completedAt: job.completedAt?.toISOString() ?? null,
  }
}

const pointOf = ({ type, coordinates: [longitude, latitude] }: Point): Point => ({
  type,
  coordinates: [longitude, latitude],
})

export interface JobBrief {
  _id: Types.ObjectId
  title: string
  status: JobRecord['status']
}

export const showJobBrief = ({ _id, title, status }: JobBrief): z.input<typeof jobBriefView> => ({
  id: idOf<'Job'>(_id),
  title,
  status,
})
