import { fail } from '#lib/errors/app-error.ts'
import { Invitation } from '#lib/invitations/invitation.model.ts'
import { Job, type JobRecord } from '#lib/jobs/job.model.ts'
import type { Asker } from '#lib/jobs/job-case.ts'
import { isOpen } from '#lib/jobs/who-may-see.ts'
import { idOf, type JobId, type UserId } from '#lib/platform/ids.ts'
import { Quote } from '#lib/quotes/quote.model.ts'
import { isStaff } from '#lib/users/role.ts'

/** The talk of a job's client with one craftsman. */
export interface Thread {
  readonly jobId: JobId
  readonly client: UserId
  readonly craftsman: UserId
  /** The craftsman is hired for the job: from then on contacts are not covered. */
  readonly hired: boolean
}

/**
 * The thread that somebody means: the craftsman his own, the client the one with whom he names (or with whom he
 * hired), staff the hired craftsman's of a job that came to a dispute. There is one from the first quote or
 * invitation on. Throws JOB_NOT_FOUND, also for strangers, THREAD_NOT_FOUND.
 */
export async function threadOf(jobId: JobId, asker: Asker, named: UserId | undefined): Promise<Thread> {
  const job = await Job.findById(jobId, { client: 1, craftsman: 1, status: 1, reason: 1 }).lean()
  if (!job) throw fail('JOB_NOT_FOUND')
  const client = idOf<'User'>(job.client)
  const hired = job.craftsman && idOf<'User'>(job.craftsman)
  const sees = client === asker.id || isStaff(asker.role)
  const craftsman = sees ? (named ?? hired) : asker.id
  if (isStaff(asker.role) && job.status !== 'Disputed') throw fail('THREAD_NOT_FOUND')
  if (!craftsman || craftsman === client) throw fail('THREAD_NOT_FOUND')
  if (craftsman !== hired && !(await haveMet(jobId, craftsman)))
    throw fail(sees ? 'THREAD_NOT_FOUND' : notHis(job))
  return { jobId, client, craftsman, hired: craftsman === hired && !isOpen(job.status) }
}

/** A craftsman who never quoted knows of an open job, and of no other. */
const notHis = ({ status }: Pick<JobRecord, 'status'>) =>
  isOpen(status) ? 'THREAD_NOT_FOUND' : 'JOB_NOT_FOUND'

async function haveMet(job: JobId, craftsman: UserId): Promise<boolean> {
  const [quoted, invited] = await Promise.all([
    Quote.exists({ job, craftsman }),
    Invitation.exists({ job, craftsman }),
  ])
  return quoted !== null || invited !== null
}
