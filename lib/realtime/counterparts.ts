import { Job } from '#lib/model/job.model.ts'
import type { JobStatus } from '#lib/model/job-status.ts'
import { idOf, type UserId } from '#lib/platform/ids.ts'
import { objectId, trusted } from '#lib/platform/mongo.ts'

/** Statuses in which two people have to do with each other. */
const ONGOING = ['Hired', 'On The Way', 'Disputed'] as const satisfies readonly JobStatus[]

const MAX_COUNTERPARTS = 50

/** The other parties of a user's ongoing jobs: they are told about the user's presence. */
export async function counterpartsOf(userId: UserId): Promise<readonly UserId[]> {
  const me = objectId(userId)
  const jobs = await Job.find(
    { status: trusted({ $in: [...ONGOING] }), $or: [{ client: me }, { craftsman: me }] },
    { client: 1, craftsman: 1 },
  )
    .limit(MAX_COUNTERPARTS)
    .lean()
  const others = jobs.flatMap(({ client, craftsman }) => (craftsman ? [client, craftsman] : []))
  return [...new Set(others.map((other) => idOf<'User'>(other)))].filter((other) => other !== userId)
}
