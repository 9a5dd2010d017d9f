import { fail } from '#lib/errors/app-error.ts'
import { toJobView } from '#lib/jobs/job.view.ts'
import { withOriginal } from '#lib/jobs/originals-of-jobs.ts'
import { readJob } from '#lib/jobs/read-jobs.ts'
import { clock } from '#lib/platform/clock.ts'
import type { JobId } from '#lib/platform/ids.ts'
import { canSeeJob } from '#lib/process/job-visibility.ts'
import type { Principal } from '#lib/process/job-with-contract.ts'

/**
 * Get a job, as this viewer may see it.
 * 1. a deadline that has passed is applied first, so that nobody reads an outdated status
 * 2. everybody who is signed in sees open jobs; later only the parties, those who quoted or were invited, and staff
 *    (JOB_NOT_FOUND for anyone else)
 * 3. the client, the hired craftsman and, in a dispute, staff read the texts as they were written
 */
export async function getJob(jobId: JobId, viewer: Principal) {
  let job = await readJob(jobId)
  if (job.timer && job.timer.at <= clock()) {
    const { applyDeadlines } = await import('#lib/process/apply-deadlines.ts') // one read in a thousand needs it
    if (await applyDeadlines(jobId)) job = await readJob(jobId)
  }
  if (!(await canSeeJob(job, viewer))) throw fail('JOB_NOT_FOUND')
  return toJobView(await withOriginal(job, viewer), viewer)
}
