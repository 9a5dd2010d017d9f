import type { Account } from '#lib/model/account.ts'
import { Journal } from '#lib/model/journal.model.ts'

/** The sum of all postings to an account, or to all that match a pattern, in piastres. It reads the journals alone. */
export async function sumOf(account: Account | RegExp): Promise<number> {
  const [sum] = await Journal.aggregate<{ total: number }>([
    { $unwind: '$postings' },
    { $match: { 'postings.account': account } },
    { $group: { _id: null, total: { $sum: '$postings.amount' } } },
  ])
  return sum?.total ?? 0
}
