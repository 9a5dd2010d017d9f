import { fail } from '#lib/errors/app-error.ts'
import { onlyCraftsmanOf } from '#lib/messages/only-craftsman.ts'
import { Invitation } from '#lib/model/invitation.model.ts'
import { Job, type JobRecord } from '#lib/model/job.model.ts'
import { isOpen } from '#lib/model/job-status.ts'
import { Quote } from '#lib/model/quote.model.ts'
import { isStaff } from '#lib/model/role.ts'
import { idOf, type JobId, type UserId } from '#lib/platform/ids.ts'
import type { Principal } from '#lib/process/job-with-contract.ts'

/** The conversation of a job's client with one craftsman. */
export interface Thread {
  readonly jobId: JobId
  readonly client: UserId
  readonly craftsman: UserId
  /** Whether the craftsman is hired for the job; from then on contacts are not masked. */
  readonly hired: boolean
}

/**
 * Finds the thread that a request is about. A thread exists from the first quote or invitation on.
 * - a craftsman: their own thread with the client, and nobody else's, whomever they name
 * - the client: the thread with the craftsman they name, else with the one they hired, else with the only one who is
 *   invited or quotes
 * - staff, only while the job is disputed: the thread of the craftsman they name, else of the hired one
 * Throws JOB_NOT_FOUND, also for strangers; THREAD_NOT_FOUND; RECIPIENT_REQUIRED if the client names none of several.
 */
export async function findThread(
  jobId: JobId,
  principal: Principal,
  named: UserId | undefined,
): Promise<Thread> {
  const job = await Job.findById(jobId, { client: 1, craftsman: 1, status: 1, reason: 1 }).lean()
  if (!job) throw fail('JOB_NOT_FOUND')
  const client = idOf<'User'>(job.client)
  const hired = job.craftsman && idOf<'User'>(job.craftsman)
  const choosesCraftsman = client === principal.id || isStaff(principal.role)
  if (isHiddenFrom(principal, job)) throw fail('THREAD_NOT_FOUND')
  const craftsman = choosesCraftsman ? (named ?? hired ?? (await onlyCraftsmanOf(jobId))) : principal.id
  if (!craftsman || craftsman === client) throw fail('THREAD_NOT_FOUND')
  if (!choosesCraftsman && !isOneOf([client, principal.id], named)) throw fail('THREAD_NOT_FOUND')
  if (craftsman !== hired && !(await haveMet(jobId, craftsman)))
    throw fail(choosesCraftsman ? 'THREAD_NOT_FOUND' : notFoundCode(job))
  return { jobId, client, craftsman, hired: craftsman === hired && !isOpen(job.status) }
}

/** Staff read a thread only while its job is disputed. */
const isHiddenFrom = ({ role }: Principal, { status }: Pick<JobRecord, 'status'>): boolean =>
  isStaff(role) && status !== 'Disputed'

/** What a craftsman writes to somebody else than their client must not reach the client. */
const isOneOf = (parties: readonly UserId[], named: UserId | undefined): boolean =>
  named === undefined || parties.includes(named)

/** A craftsman who has neither quoted nor been invited may know of an open job, and of no other. */
const notFoundCode = ({ status }: Pick<JobRecord, 'status'>) =>
  isOpen(status) ? 'THREAD_NOT_FOUND' : 'JOB_NOT_FOUND'

async function haveMet(job: JobId, craftsman: UserId): Promise<boolean> {
  const [quoted, invited] = await Promise.all([
    Quote.exists({ job, craftsman }),
    Invitation.exists({ job, craftsman }),
  ])
  return quoted !== null || invited !== null
}
