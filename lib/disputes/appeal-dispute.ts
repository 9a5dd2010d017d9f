import type * as z from 'zod'
import { logActivity } from '#lib/activity/log-activity.ts'
import type { newAppeal } from '#lib/disputes/dispute.schemas.ts'
import { toDisputeView } from '#lib/disputes/dispute.view.ts'
import { readDispute } from '#lib/disputes/read-disputes.ts'
import { sideOf } from '#lib/disputes/side-of.ts'
import { fail } from '#lib/errors/app-error.ts'
import { saveResponse } from '#lib/idempotency/save-response.ts'
import { Dispute } from '#lib/model/dispute.model.ts'
import { clock } from '#lib/platform/clock.ts'
import { type DisputeId, idOf } from '#lib/platform/ids.ts'
import { withDeadlinesApplied } from '#lib/process/apply-deadlines.ts'
import { applyTransition } from '#lib/process/apply-transition.ts'
import { failedGuard } from '#lib/process/guards.ts'
import type { Principal } from '#lib/process/job-with-contract.ts'
import { transitionNamed } from '#lib/process/transitions.ts'

/**
 * Appeal against the decision of a dispute.
 * 1. by a party (DISPUTE_NOT_FOUND), within 72 hours of the decision, once for both (DISPUTE_NOT_APPEALABLE)
 * 2. one transaction: the job is Disputed again; what the decision gave the craftsman stays frozen; the dispute keeps
 *    the decision that the appeal is against, and its clock starts again; the log, and the event that tells staff
 * 3. another member of staff decides it for good (resolve-dispute.ts)
 * If both parties appeal at once, or an appeal and the end of its time come at once, one is first and the other is
 * refused.
 */
export async function appealDispute(
  disputeId: DisputeId,
  { reason }: z.output<typeof newAppeal>,
  principal: Principal,
) {
  const { job, ...shown } = await readDispute(disputeId)
  sideOf({ job, ...shown }, principal)
  const transition = transitionNamed('appeal')
  return withDeadlinesApplied(idOf<'Job'>(job._id), async (tx, jobWithContract) => {
    const isResolved = await Dispute.exists({ _id: disputeId, status: 'Resolved' }).session(tx)
    if (!isResolved || !transition.from.includes(jobWithContract.job.status)) {
      throw fail('DISPUTE_NOT_APPEALABLE')
    }
    const at = clock()
    const failed = failedGuard(transition, jobWithContract, { reason }, at)
    if (failed) throw fail(failed)
    await applyTransition(tx, transition, jobWithContract, { by: principal.id, at, reason })
    const target = { kind: 'Dispute', id: disputeId }
    await logActivity(tx, { actor: principal.id, action: 'dispute.appeal', target })
    const view = toDisputeView(await readDispute(disputeId, tx))
    await saveResponse(tx, view)
    return view
  })
}
