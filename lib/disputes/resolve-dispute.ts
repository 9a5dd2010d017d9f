import type * as z from 'zod'
import { logActivity } from '#lib/activity/activity-log.ts'
import type { disputeDecision } from '#lib/disputes/dispute.schemas.ts'
import { showDispute } from '#lib/disputes/dispute.view.ts'
import { livingDispute } from '#lib/disputes/living-dispute.ts'
import { readDispute } from '#lib/disputes/read-disputes.ts'
import { fail } from '#lib/errors/app-error.ts'
import { keepAnswer } from '#lib/http/keep-answer.ts'
import type { Asker } from '#lib/jobs/job-case.ts'
import { makeMove } from '#lib/jobs/make-move.ts'
import { moveNamed } from '#lib/jobs/moves.ts'
import { inSettledCase } from '#lib/jobs/settle-job.ts'
import { heldFor } from '#lib/jobs/settlement.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf, type DisputeId } from '#lib/platform/ids.ts'

type Ruling = z.output<typeof disputeDecision>

/**
 * Staff decides a dispute, in writing.
 * 1. it is there (DISPUTE_NOT_FOUND) and nothing is decided yet (DISPUTE_NOT_OPEN)
 * 2. the two amounts add up to what is held: before the release the whole payment, after it what has not
 *    cleared, for Cash nothing (SPLIT_DOES_NOT_ADD_UP)
 * 3. one transaction: the job Completed or Cancelled, the client's part on its way back, the craftsman's part less
 *    the fee (unless waived) in his wallet, the resolution, the activity log, the event; the answer is kept
 *    under the request's Idempotency-Key
 * Two decisions at once, or one and a withdrawal: one wins, the other finds DISPUTE_NOT_OPEN.
 */
export async function resolveDispute(disputeId: DisputeId, ruling: Ruling, staff: Asker) {
  const { job } = await readDispute(disputeId)
  return inSettledCase(idOf<'Job'>(job._id), async (session, jobCase) => {
    const dispute = await livingDispute(idOf(job._id), session)
    if (idOf<'Dispute'>(dispute._id) !== disputeId) throw fail('DISPUTE_NOT_OPEN')
    const held = jobCase.contract ? heldFor(jobCase.contract) : 0
    if (ruling.clientAmount + ruling.craftsmanAmount !== held) throw fail('SPLIT_DOES_NOT_ADD_UP')
    await makeMove(session, moveNamed(`decide${ruling.decision}`), jobCase, {
      by: staff.id,
      at: clock(),
      reason: ruling.note,
      decision: {
        client: ruling.clientAmount,
        craftsman: ruling.craftsmanAmount,
        waiveFee: ruling.waiveFee ?? false,
        disputeId,
      },
    })
    const { decision, clientAmount, craftsmanAmount, waiveFee = false } = ruling
    await logActivity(session, {
      actor: staff.id,
      action: 'dispute.resolve',
      target: { kind: 'Dispute', id: disputeId },
      details: { decision, clientAmount, craftsmanAmount, waiveFee },
    })
    const answer = showDispute(await readDispute(disputeId, session))
    await keepAnswer(session, answer)
    return answer
  })
}
