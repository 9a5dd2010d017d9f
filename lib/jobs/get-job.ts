import { fail } from '#lib/errors/app-error.ts'
import type { Asker } from '#lib/jobs/job-case.ts'
import { showJob } from '#lib/jobs/job.view.ts'
import { readJob } from '#lib/jobs/read-jobs.ts'
import { maySee } from '#lib/jobs/who-may-see.ts'
import { clock } from '#lib/platform/clock.ts'
import type { JobId } from '#lib/platform/ids.ts'

/**
 * Get a job, as this viewer may see it.
 * 1. a deadline that has passed is applied before: nobody reads a state that is over
 * 2. open jobs are for everybody who is signed in; later ones for their people, those who quoted or were
 *    invited, and staff (JOB_NOT_FOUND for anyone else)
 */
export async function getJob(jobId: JobId, viewer: Asker) {
  let job = await readJob(jobId)
  if (job.timer && job.timer.at <= clock()) {
    const { settleJob } = await import('#lib/jobs/settle-job.ts') // a read in a thousand needs it
    if (await settleJob(jobId)) job = await readJob(jobId)
  }
  if (!(await maySee(job, viewer))) throw fail('JOB_NOT_FOUND')
  return showJob(job, viewer)
}
