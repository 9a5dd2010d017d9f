import type * as z from 'zod'
import { logActivity } from '#lib/activity/log-activity.ts'
import type { disputeDecision } from '#lib/disputes/dispute.schemas.ts'
import { toDisputeView } from '#lib/disputes/dispute.view.ts'
import { readDispute } from '#lib/disputes/read-disputes.ts'
import { fail } from '#lib/errors/app-error.ts'
import { saveResponse } from '#lib/idempotency/save-response.ts'
import { clock } from '#lib/platform/clock.ts'
import { type DisputeId, idOf } from '#lib/platform/ids.ts'
import { withDeadlinesApplied } from '#lib/process/apply-deadlines.ts'
import { applyTransition } from '#lib/process/apply-transition.ts'
import type { Principal } from '#lib/process/job-with-contract.ts'
import { assertMayDecide } from '#lib/process/may-decide.ts'
import { amountToDecide } from '#lib/process/settlement.ts'
import { transitionNamed } from '#lib/process/transitions.ts'
import { findUnresolvedDispute } from '#lib/process/unresolved-dispute.ts'

type DisputeDecision = z.output<typeof disputeDecision>

/**
 * Resolve a dispute: staff decide it, in writing.
 * 1. the dispute exists (DISPUTE_NOT_FOUND) and is not decided yet (DISPUTE_NOT_OPEN)
 * 2. an appeal is decided by another member of staff (NO_SECOND_STAFF), for good
 * 3. the two amounts add up to what is held: before the release the whole payment, after it what has not
 *    cleared, for Cash nothing; after an appeal to what the dispute held (SPLIT_DOES_NOT_ADD_UP)
 * 4. one transaction: the job is Completed or Cancelled; the client's part is refunded; the craftsman's part, less
 *    the fee unless it is waived, goes to their wallet; the resolution, the activity log and the event are recorded;
 *    the response is saved under the request's Idempotency-Key. After an appeal only the difference moves
 *    (post-appeal-decision.ts)
 * If two decisions, or a decision and a withdrawal, come at once, one wins and the other gets DISPUTE_NOT_OPEN.
 */
export async function resolveDispute(disputeId: DisputeId, ruling: DisputeDecision, staff: Principal) {
  const { job } = await readDispute(disputeId)
  return withDeadlinesApplied(idOf<'Job'>(job._id), async (tx, jobWithContract) => {
    const dispute = await findUnresolvedDispute(idOf(job._id), tx)
    if (idOf<'Dispute'>(dispute._id) !== disputeId) throw fail('DISPUTE_NOT_OPEN')
    assertMayDecide(dispute, staff.id)
    const held = jobWithContract.contract ? amountToDecide(jobWithContract.contract) : 0
    if (ruling.clientAmount + ruling.craftsmanAmount !== held) throw fail('SPLIT_DOES_NOT_ADD_UP')
    await applyTransition(tx, transitionNamed(`decide${ruling.decision}`), jobWithContract, {
      by: staff.id,
      at: clock(),
      reason: ruling.note,
      decision: {
        client: ruling.clientAmount,
        craftsman: ruling.craftsmanAmount,
        waiveFee: ruling.waiveFee ?? false,
        fault: ruling.fault,
        disputeId,
      },
    })
    const { decision, clientAmount, craftsmanAmount, waiveFee = false } = ruling
    await logActivity(tx, {
      actor: staff.id,
      action: 'dispute.resolve',
      target: { kind: 'Dispute', id: disputeId },
      details: { decision, clientAmount, craftsmanAmount, waiveFee },
    })
    const view = toDisputeView(await readDispute(disputeId, tx), true)
    await saveResponse(tx, view)
    return view
  })
}
