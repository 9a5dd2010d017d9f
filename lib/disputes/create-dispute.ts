import type * as z from 'zod'
import type { newDispute } from '#lib/disputes/dispute.schemas.ts'
import { toDisputeView } from '#lib/disputes/dispute.view.ts'
import { readDispute } from '#lib/disputes/read-disputes.ts'
import { fail } from '#lib/errors/app-error.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf } from '#lib/platform/ids.ts'
import { withDeadlinesApplied } from '#lib/process/apply-deadlines.ts'
import { applyTransition } from '#lib/process/apply-transition.ts'
import { failedGuard } from '#lib/process/guards.ts'
import { canSeeJob } from '#lib/process/job-visibility.ts'
import { actorIn, type Principal } from '#lib/process/job-with-contract.ts'
import { transitionNamed } from '#lib/process/transitions.ts'
import { findUnresolvedDispute } from '#lib/process/unresolved-dispute.ts'

/**
 * Open a dispute.
 * 1. by a party of the job (JOB_NOT_FOUND, JOB_NOT_YOURS), from the hire to 7 days after completion
 *    (MOVE_NOT_ALLOWED, DISPUTE_WINDOW_OVER)
 * 2. one transaction: the job is Disputed, its deadlines stop, the money that is held or has not cleared is frozen,
 *    the dispute and the event are recorded
 * If a dispute and a release come at once, one is applied first, and the other is checked against the new state.
 */
export async function createDispute(
  { jobId, reason, description }: z.output<typeof newDispute>,
  principal: Principal,
) {
  const transition = transitionNamed('dispute')
  const disputeId = await withDeadlinesApplied(jobId, async (tx, jobWithContract) => {
    const { job } = jobWithContract
    const actor = actorIn(job, principal)
    if (!actor) throw fail((await canSeeJob(job, principal)) ? 'JOB_NOT_YOURS' : 'JOB_NOT_FOUND')
    if (!transition.from.includes(job.status)) throw fail('MOVE_NOT_ALLOWED')
    const failed = failedGuard(transition, jobWithContract, { reason }, clock())
    if (failed) throw fail(failed)
    await applyTransition(tx, transition, jobWithContract, {
      by: principal.id,
      at: clock(),
      reason,
      description,
    })
    return idOf<'Dispute'>((await findUnresolvedDispute(jobId, tx))._id)
  })
  return toDisputeView(await readDispute(disputeId))
}
