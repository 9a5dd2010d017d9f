import { Job } from '#lib/jobs/job.model.ts'
import type { JobStatus } from '#lib/jobs/process.ts'
import { idOf, type UserId } from '#lib/platform/ids.ts'
import { objectId, trusted } from '#lib/platform/mongo.ts'

/** Statuses in which two people have to do with each other. */
const GOING_ON = ['Hired', 'On The Way', 'Disputed'] as const satisfies readonly JobStatus[]

const MOST = 50

/** The other parties of the jobs that someone is at work on, or has work done in: who cares that he is there. */
export async function counterpartsOf(userId: UserId): Promise<readonly UserId[]> {
  const me = objectId(userId)
  const jobs = await Job.find(
    { status: trusted({ $in: [...GOING_ON] }), $or: [{ client: me }, { craftsman: me }] },
    { client: 1, craftsman: 1 },
  )
    .limit(MOST)
    .lean()
  const others = jobs.flatMap(({ client, craftsman }) => (craftsman ? [client, craftsman] : []))
  return [...new Set(others.map((other) => idOf<'User'>(other)))].filter((other) => other !== userId)
}
