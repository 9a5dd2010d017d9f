import { logActivity } from '#lib/activity/activity-log.ts'
import { fail } from '#lib/errors/app-error.ts'
import { Refund } from '#lib/payments/refund.model.ts'
import { OPEN_PAYOUTS } from '#lib/payouts/payout-status.ts'
import { Payout } from '#lib/payouts/payout.model.ts'
import { clock } from '#lib/platform/clock.ts'
import type { PayoutAccountId, UserId } from '#lib/platform/ids.ts'
import { inTransaction, objectId, trusted } from '#lib/platform/mongo.ts'
import { PayoutAccount } from '#lib/wallet/payout-account.model.ts'

/**
 * Delete one's own payout account (PAYOUT_ACCOUNT_NOT_FOUND for another's):
 * 1. nothing is under way to it (PAYOUT_ACCOUNT_IN_USE)
 * 2. its sealed number is gone for good; what was paid there keeps the last four
 * A withdrawal to it at the same time writes the account too: one of the two is refused.
 */
export async function removePayoutAccount(accountId: PayoutAccountId, userId: UserId) {
  await inTransaction(async (session) => {
    const at = clock()
    const { matchedCount } = await PayoutAccount.updateOne(
      { _id: accountId, user: objectId(userId), deletedAt: trusted({ $exists: false }) },
      { $set: { deletedAt: at, updatedAt: at }, $unset: { sealed: 1 } },
      { session },
    )
    if (matchedCount === 0) throw fail('PAYOUT_ACCOUNT_NOT_FOUND')
    const account = objectId(accountId)
    const open = await Payout.exists({ account, status: trusted({ $in: OPEN_PAYOUTS }) }).session(session)
    const byHand = await Refund.exists({ account, status: 'ByHand' }).session(session)
    if (open || byHand) throw fail('PAYOUT_ACCOUNT_IN_USE')
    await logActivity(session, {
      actor: userId,
      action: 'payoutAccount.remove',
      target: { kind: 'PayoutAccount', id: accountId },
    })
  })
  return { message: 'Payout account deleted' }
}
