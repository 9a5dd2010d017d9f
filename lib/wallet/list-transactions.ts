import type * as z from 'zod'
import { Transaction } from '#lib/model/transaction.model.ts'
import { pageOf, skipOf } from '#lib/platform/api-schemas.ts'
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
  const [lines, items] = await Promise.all([
    Transaction.find(filter).sort({ createdAt: -1, _id: -1 }).skip(skipOf(search)).limit(search.limit).lean(),
    Transaction.countDocuments(filter),
  ])
  return pageOf(lines.map(toTransactionView), items, search)
}
