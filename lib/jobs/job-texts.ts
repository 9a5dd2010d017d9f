import type { JobId, UserId } from '#lib/platform/ids.ts'

/** The texts of a job whose contacts are covered. */
export const JOB_TEXTS = ['title', 'description'] as const
export type JobText = (typeof JOB_TEXTS)[number]

/** Where the original of such a text is encrypted. */
export const jobTextLocation = (jobId: JobId, client: UserId, name: JobText) => ({
  owner: client,
  field: `job:${jobId}:${name}`,
})
