import { pageOf, skipped, type Paging } from '#lib/platform/border.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { objectId, trusted } from '#lib/platform/mongo.ts'
import { PayoutAccount } from '#lib/wallet/payout-account.model.ts'
import { showPayoutAccount } from '#lib/wallet/payout-account.view.ts'

/** List one's own payout accounts, newest first; those that were deleted are gone. */
export async function listPayoutAccounts(userId: UserId, search: Paging) {
  const found = { user: objectId(userId), deletedAt: trusted({ $exists: false }) }
  const [accounts, items] = await Promise.all([
    PayoutAccount.find(found)
      .sort({ createdAt: -1, _id: -1 })
      .skip(skipped(search))
      .limit(search.limit)
      .lean(),
    PayoutAccount.countDocuments(found),
  ])
  return pageOf(accounts.map(showPayoutAccount), items, search)
}
