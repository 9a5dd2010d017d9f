import { fail } from '#lib/errors/app-error.ts'
import { Invitation } from '#lib/invitations/invitation.model.ts'
import { actorIn, type Asker } from '#lib/jobs/job-case.ts'
import { showJob, type JobWithPeople } from '#lib/jobs/job.view.ts'
import { OPEN_STATUSES, type JobStatus } from '#lib/jobs/process.ts'
import { readJob } from '#lib/jobs/read-jobs.ts'
import { settleJob } from '#lib/jobs/settle-job.ts'
import { clock } from '#lib/platform/clock.ts'
import type { JobId } from '#lib/platform/ids.ts'
import { Quote } from '#lib/quotes/quote.model.ts'

/**
 * Get a job, as this viewer may see it.
 * 1. a deadline that has passed is applied before: nobody reads a state that is over
 * 2. open jobs are for everybody who is signed in; later ones for their people, those who quoted or were
 *    invited, and staff (JOB_NOT_FOUND for anyone else)
 */
export async function getJob(jobId: JobId, viewer: Asker) {
  let job = await readJob(jobId)
  if (job.timer && job.timer.at <= clock() && (await settleJob(jobId))) job = await readJob(jobId)
  if (!(await maySee(job, viewer))) throw fail('JOB_NOT_FOUND')
  return showJob(job, viewer)
}

/** Whether a job exists for this viewer. */
export async function maySee(
  job: Pick<JobWithPeople, '_id' | 'status'> & Parts,
  viewer: Asker,
): Promise<boolean> {
  if (isOpen(job.status)) return true
  const parties = { client: idIn(job.client), craftsman: job.craftsman && idIn(job.craftsman) }
  if (actorIn(parties, viewer) !== null) return true
  const his = { job: job._id, craftsman: viewer.id }
  const [quoted, invited] = await Promise.all([Quote.exists(his), Invitation.exists(his)])
  return quoted !== null || invited !== null
}

type PartyId = JobWithPeople['_id']
interface Parts {
  readonly client: PartyId | { _id: PartyId }
  readonly craftsman: PartyId | { _id: PartyId } | null
}

const idIn = (party: PartyId | { _id: PartyId }): PartyId => ('_id' in party ? (party._id as PartyId) : party)

export const isOpen = (status: JobStatus): boolean => OPEN_STATUSES.some((open) => open === status)
