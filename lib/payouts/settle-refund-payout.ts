import type { ClientSession } from 'mongoose'
import { logActivity } from '#lib/activity/activity-log.ts'
import { confirmRefund, refuseRefund } from '#lib/payments/confirm-refund.ts'
import { Refund } from '#lib/payments/refund.model.ts'
import { UNDER_WAY } from '#lib/payouts/payout-status.ts'
import { Payout, type PayoutRecord } from '#lib/payouts/payout.model.ts'
import type { Settlement } from '#lib/payouts/settle-payout.ts'
import { clock } from '#lib/platform/clock.ts'
import { trusted } from '#lib/platform/mongo.ts'

/**
 * A refund that was paid out by the bank came to its end, in the caller's transaction; once (null otherwise):
 * paid confirms the refund; failed asks its payer for another account.
 */
export async function settleRefundPayout(
  session: ClientSession,
  { payoutId, outcome, reference, reason, actor }: Settlement,
): Promise<PayoutRecord | null> {
  const at = clock()
  const status = outcome === 'paid' ? 'Paid' : 'Failed'
  const payout = await Payout.findOneAndUpdate(
    { _id: payoutId, purpose: 'Refund', status: trusted({ $in: UNDER_WAY }) },
    {
      $set: {
        status,
        settledAt: at,
        updatedAt: at,
        ...(reference && { reference }),
        ...(reason && { reason }),
      },
    },
    { session, returnDocument: 'after' },
  ).lean()
  if (!payout) return null
  const refund = await Refund.findById(payout.refund).session(session).lean().orFail()
  if (outcome === 'paid') await confirmRefund(session, refund, 'Bank')
  else if (refund.status === 'ByHand') await refuseRefund(session, refund)
  await logActivity(session, {
    actor,
    action: 'payout.settle',
    target: { kind: 'Payout', id: payoutId },
    details: { outcome },
  })
  return payout
}
