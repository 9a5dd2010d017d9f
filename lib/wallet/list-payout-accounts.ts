import { along, pageOf, readPage } from '#lib/lists/read-page.ts'
import { ACCOUNTS_OF_USER, PayoutAccount, type PayoutAccountRecord } from '#lib/model/payout-account.model.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { objectId, trusted } from '#lib/platform/mongo.ts'
import { type Paging } from '#lib/platform/paging.ts'
import { toPayoutAccountView } from '#lib/wallet/payout-account.view.ts'

/** List one's own payout accounts, newest first, without deleted ones. */
export async function listPayoutAccounts(userId: UserId, search: Paging) {
  const filter = { user: objectId(userId), deletedAt: trusted({ $exists: false }) }
  const page = await readPage({
    model: PayoutAccount,
    filter,
    order: { createdAt: -1, _id: -1 },
    index: ACCOUNTS_OF_USER,
    search,
    read: (stages, index) => PayoutAccount.aggregate<PayoutAccountRecord>(stages).option(along(index)).exec(),
  })
  return pageOf(page, toPayoutAccountView)
}
