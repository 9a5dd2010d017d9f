import type { Account } from '#lib/model/account.ts'
import { Journal } from '#lib/model/journal.model.ts'

/** The sum of all postings to an account, in piastres: for accounts without a stored balance. */
export async function sumOf(account: Account): Promise<number> {
  const journals = await Journal.find({ 'postings.account': account }).lean()
  return journals
    .flatMap(({ postings }) => postings.filter((posting) => posting.account === account))
    .reduce((total, { amount }) => total + amount, 0)
}
