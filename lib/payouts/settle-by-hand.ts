import type * as z from 'zod'
import { fail } from '#lib/errors/app-error.ts'
import { keepAnswer } from '#lib/http/keep-answer.ts'
import { Payout } from '#lib/payouts/payout.model.ts'
import type { payoutOutcome } from '#lib/payouts/payout.schemas.ts'
import { readPayout } from '#lib/payouts/payout.view.ts'
import { settleRefundPayout } from '#lib/payouts/settle-refund-payout.ts'
import { settlePayout, type Settlement } from '#lib/payouts/settle-payout.ts'
import { MINUTE, realTime } from '#lib/platform/clock.ts'
import type { PayoutId, UserId } from '#lib/platform/ids.ts'
import { inTransaction } from '#lib/platform/mongo.ts'

/** As long as a call to the provider may be on its way, nobody decides what became of it. */
const IN_THE_AIR = 5 * MINUTE

/**
 * Staff say what became of a payout, line by line of the bank's answer (PAYOUT_NOT_FOUND):
 * 1. it is under way, that is Batched or later, and not settled (PAYOUT_NOT_UNDER_WAY)
 * 2. one that the provider was told of or asked about minutes ago is not decided by hand (PAYOUT_NOT_UNDER_WAY)
 * 3. `failed` needs a reason, which its craftsman reads (REASON_REQUIRED)
 * Two at once: one settles it, the other is refused.
 */
export async function settleByHand(
  payoutId: PayoutId,
  { outcome, reference, reason }: z.output<typeof payoutOutcome>,
  admin: UserId,
) {
  if (outcome === 'failed' && !reason) throw fail('REASON_REQUIRED')
  const settlement: Settlement = {
    payoutId,
    outcome,
    ...(reference && { reference }),
    ...(reason && { reason }),
    actor: admin,
  }
  return inTransaction(async (session) => {
    const payout = await Payout.findById(payoutId).session(session).lean()
    if (!payout) throw fail('PAYOUT_NOT_FOUND')
    const isOnItsWay = payout.status === 'Unknown' || payout.status === 'Sent'
    const lately = realTime().getTime() - IN_THE_AIR
    if (isOnItsWay && (payout.triedAt?.getTime() ?? 0) > lately) throw fail('PAYOUT_NOT_UNDER_WAY')
    const settle = payout.purpose === 'Refund' ? settleRefundPayout : settlePayout
    if (!(await settle(session, settlement))) throw fail('PAYOUT_NOT_UNDER_WAY')
    const answer = await readPayout(session, payoutId)
    await keepAnswer(session, answer)
    return answer
  })
}
