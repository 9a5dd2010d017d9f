import { logActivity } from '#lib/activity/log-activity.ts'
import { fail } from '#lib/errors/app-error.ts'
import { Payout } from '#lib/model/payout.model.ts'
import { PayoutAccount } from '#lib/model/payout-account.model.ts'
import { OPEN_PAYOUTS } from '#lib/model/payout-status.ts'
import { Refund } from '#lib/model/refund.model.ts'
import { clock } from '#lib/platform/clock.ts'
import type { PayoutAccountId, UserId } from '#lib/platform/ids.ts'
import { inTransaction, objectId, trusted } from '#lib/platform/mongo.ts'

const DELETED = { en: 'Payout account deleted', ar: 'تم حذف حساب السحب' } as const

/**
 * Delete one's own payout account (PAYOUT_ACCOUNT_NOT_FOUND for another user's):
 * 1. no payout or refund to it is open (PAYOUT_ACCOUNT_IN_USE)
 * 2. its encrypted number is deleted for good; earlier payouts still show its last four digits
 * A withdrawal to it at the same time writes the account too, so one of the two is refused.
 */
export async function removePayoutAccount(accountId: PayoutAccountId, userId: UserId) {
  await inTransaction(async (tx) => {
    const at = clock()
    const { matchedCount } = await PayoutAccount.updateOne(
      { _id: accountId, user: objectId(userId), deletedAt: trusted({ $exists: false }) },
      { $set: { deletedAt: at, updatedAt: at }, $unset: { sealed: 1 } },
      { session: tx },
    )
    if (matchedCount === 0) throw fail('PAYOUT_ACCOUNT_NOT_FOUND')
    const account = objectId(accountId)
    const hasOpenPayout = await Payout.exists({ account, status: trusted({ $in: OPEN_PAYOUTS }) }).session(tx)
    const hasOpenRefund = await Refund.exists({ account, status: 'ByHand' }).session(tx)
    if (hasOpenPayout || hasOpenRefund) throw fail('PAYOUT_ACCOUNT_IN_USE')
    await logActivity(tx, {
      actor: userId,
      action: 'payoutAccount.remove',
      target: { kind: 'PayoutAccount', id: accountId },
    })
  })
  return { message: DELETED }
}
