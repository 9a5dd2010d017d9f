import type * as z from 'zod'
import { along, pageOf, readPage } from '#lib/lists/read-page.ts'
import { STATEMENT_INDEX, Transaction, type TransactionRecord } from '#lib/model/transaction.model.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { objectId, trusted } from '#lib/platform/mongo.ts'
import { toTransactionView } from '#lib/wallet/transaction.view.ts'
import type { transactionSearch } from '#lib/wallet/wallet.schemas.ts'

export type TransactionSearch = z.output<typeof transactionSearch>

/** The filter for a search in a craftsman's statement. */
export const transactionFilter = (userId: UserId, { type, status, from, to }: TransactionSearch) => ({
  user: objectId(userId),
  ...(type && { type }),
  ...(status && { status }),
  ...((from ?? to) && { createdAt: trusted({ ...(from && { $gte: from }), ...(to && { $lt: to }) }) }),
})

/** List the transactions of one's own wallet, newest first. */
export async function listTransactions(userId: UserId, search: TransactionSearch) {
  const filter = transactionFilter(userId, search)
  const page = await readPage({
    model: Transaction,
    filter,
    order: { createdAt: -1, _id: -1 },
    index: STATEMENT_INDEX,
    search,
    read: (stages, index) => Transaction.aggregate<TransactionRecord>(stages).option(along(index)).exec(),
  })
  return pageOf(page, toTransactionView)
}
