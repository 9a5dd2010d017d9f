import type * as z from 'zod'
import { logActivity } from '#lib/activity/log-activity.ts'
import type { jobDeletion } from '#lib/administration/job-administration.schemas.ts'
import { fail } from '#lib/errors/app-error.ts'
import { toJobView } from '#lib/jobs/job.view.ts'
import { withOriginal } from '#lib/jobs/originals-of-jobs.ts'
import { readJob } from '#lib/jobs/read-jobs.ts'
import { clock } from '#lib/platform/clock.ts'
import type { JobId } from '#lib/platform/ids.ts'
import { withDeadlinesApplied } from '#lib/process/apply-deadlines.ts'
import { applyTransition } from '#lib/process/apply-transition.ts'
import { failedGuard } from '#lib/process/guards.ts'
import type { Principal } from '#lib/process/job-with-contract.ts'
import { transitionNamed } from '#lib/process/transitions.ts'

/** What staff can make of a job, tried in this order: which one fits is in the process table. */
const ENDINGS = ['cancelPosting', 'cancelHire', 'halt'] as const

/** What the parties read if staff give no reason. */
const NO_REASON = 'Removed by our staff'

/**
 * Delete a job, by staff. Nothing is physically deleted.
 * 1. a job without a hire is cancelled and its quotes expire; a hire is cancelled, and what was paid goes back in full;
 *    a visit and completed work that can still be disputed go to Disputed, where staff split what is held
 * 2. one transaction: the transition with its money, the activity log, the event, which tells both parties
 * Throws JOB_NOT_FOUND; MOVE_NOT_ALLOWED for a job that is over or in dispute already; DISPUTE_WINDOW_OVER. If it comes
 * together with another change of the job, one is applied first, and the other is checked against the new state.
 */
export async function deleteJob(
  jobId: JobId,
  { reason = NO_REASON }: z.output<typeof jobDeletion>,
  staff: Principal,
) {
  await withDeadlinesApplied(jobId, async (tx, jobWithContract) => {
    const { job } = jobWithContract
    const transition = ENDINGS.map((name) => transitionNamed(name)).find(({ from }) =>
      from.includes(job.status),
    )
    if (!transition) throw fail('MOVE_NOT_ALLOWED')
    const failed = failedGuard(transition, jobWithContract, { reason }, clock())
    if (failed) throw fail(failed)
    await applyTransition(tx, transition, jobWithContract, { by: staff.id, at: clock(), reason })
    await logActivity(tx, {
      actor: staff.id,
      action: 'job.delete',
      target: { kind: 'Job', id: jobId },
      details: { move: transition.name, from: job.status },
    })
  })
  return toJobView(await withOriginal(await readJob(jobId), staff), staff)
}
