import type { JobFacts, Place } from '#lib/matching/read-model.ts'
import type { JobRecord } from '#lib/model/job.model.ts'
import { idOf } from '#lib/platform/ids.ts'

export type MatchedJob = Pick<
  JobRecord,
  | 'client'
  | 'title'
  | 'description'
  | 'category'
  | 'location'
  | 'budget'
  | 'preferredAt'
  | 'paymentType'
  | 'createdAt'
>

/** A stored job as the ranking knows it. */
export const jobFactsOf = (job: MatchedJob): JobFacts => ({
  postedAt: job.createdAt.getTime(),
  category: job.category,
  client: idOf<'User'>(job.client),
  text: `${job.title}\n${job.description}`,
  location: placeOf(job.location.coordinates),
  budget: job.budget ?? null,
  preferredAt: job.preferredAt?.getTime() ?? null,
  paymentType: job.paymentType,
})

const placeOf = ([longitude = 0, latitude = 0]: readonly number[]): Place => [longitude, latitude]
