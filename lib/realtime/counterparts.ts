import { Job } from '#lib/model/job.model.ts'
import type { JobStatus } from '#lib/model/job-status.ts'
import { idOf, type UserId } from '#lib/platform/ids.ts'
import { objectId, trusted } from '#lib/platform/mongo.ts'

/** The statuses of a job in which its two parties work together. */
const ONGOING = ['Hired', 'On The Way', 'Disputed'] as const satisfies readonly JobStatus[]

const MAX_COUNTERPARTS = 50

/** The other parties of a user's ongoing jobs. They see whether the user is online. */
export async function counterpartsOf(userId: UserId): Promise<readonly UserId[]> {
  const user = objectId(userId)
  const jobs = await Job.find(
    { status: trusted({ $in: [...ONGOING] }), $or: [{ client: user }, { craftsman: user }] },
    { client: 1, craftsman: 1 },
  )
    .limit(MAX_COUNTERPARTS)
    .lean()
  const others = jobs.flatMap(({ client, craftsman }) => (craftsman ? [client, craftsman] : []))
  return [...new Set(others.map((other) => idOf<'User'>(other)))].filter((other) => other !== userId)
}
