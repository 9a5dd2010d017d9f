import { PayoutAccount } from '#lib/model/payout-account.model.ts'
import { pageOf, type Paging, skipOf } from '#lib/platform/api-schemas.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { objectId, trusted } from '#lib/platform/mongo.ts'
import { toPayoutAccountView } from '#lib/wallet/payout-account.view.ts'

/** List one's own payout accounts, newest first, without deleted ones. */
export async function listPayoutAccounts(userId: UserId, search: Paging) {
  const filter = { user: objectId(userId), deletedAt: trusted({ $exists: false }) }
  const [accounts, items] = await Promise.all([
    PayoutAccount.find(filter)
      .sort({ createdAt: -1, _id: -1 })
      .skip(skipOf(search))
      .limit(search.limit)
      .lean(),
    PayoutAccount.countDocuments(filter),
  ])
  return pageOf(accounts.map(toPayoutAccountView), items, search)
}
