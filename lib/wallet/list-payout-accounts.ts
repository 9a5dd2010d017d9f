import { PayoutAccount } from '#lib/model/payout-account.model.ts'
import { pageOf, type Paging, skipOf } from '#lib/platform/api-schemas.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { objectId, trusted } from '#lib/platform/mongo.ts'
import { toPayoutAccountView } from '#lib/wallet/payout-account.view.ts'

/** List one's own payout accounts, newest first; those that were deleted are gone. */
export async function listPayoutAccounts(userId: UserId, search: Paging) {
  const found = { user: objectId(userId), deletedAt: trusted({ $exists: false }) }
  const [accounts, items] = await Promise.all([
    PayoutAccount.find(found)
      .sort({ createdAt: -1, _id: -1 })
      .skip(skipOf(search))
      .limit(search.limit)
      .lean(),
    PayoutAccount.countDocuments(found),
  ])
  return pageOf(accounts.map(toPayoutAccountView), items, search)
}
