import type { AnyBulkWriteOperation, ClientSession } from 'mongoose'
import type { Account } from '#lib/model/account.ts'
import { Balance, type BalanceRecord } from '#lib/model/balance.model.ts'
import { Journal, type JournalKind } from '#lib/model/journal.model.ts'
import { ruleOf } from '#lib/money/accounts.ts'
import type { JobId } from '#lib/platform/ids.ts'
import { objectId, trusted } from '#lib/platform/mongo.ts'
import type { Piastres } from '#lib/platform/piastres.ts'

export interface NewPosting {
  readonly account: Account
  /** In piastres. + credits the account, - debits it. Postings of 0 are left out. */
  readonly amount: number
  /** How much has to stay in the account after a debit (uncleared earnings), in piastres. */
  readonly leaving?: Piastres
}

export interface JournalEntry {
  /** Identifies what may happen only once. The database refuses a second journal with the same key. */
  readonly key: string
  readonly kind: JournalKind
  readonly postings: readonly NewPosting[]
  readonly jobId?: JobId
  readonly reverses?: string
  readonly at: Date
}

/** An account holds less than a journal would take from it. Nothing was posted. */
export class InsufficientFundsError extends Error {
  constructor(key: string) {
    super(`the journal ${key} would take more from an account than it holds`)
  }
}

/**
 * Posts a journal in the caller's transaction:
 * 1. its postings are in whole piastres and add up to zero; there are at least two, and no account occurs twice
 * 2. the journal is stored; its key is unique for ever, so a second journal with this key aborts the transaction
 * 3. the stored balances are updated, each within its bound (a wallet never falls below zero); if two transactions
 *    change the same account at once, one of them runs again and sees the balance that the other left
 * Throws InsufficientFundsError if an account would leave its bound. The caller then has to abort the transaction.
 */
export async function postJournal(tx: ClientSession, entry: JournalEntry): Promise<void> {
  const postings = entry.postings.filter(({ amount }) => amount !== 0)
  if (postings.length === 0) return
  assertBalanced(entry.key, postings)
  const { key, kind, at, reverses, jobId } = entry
  const journal = {
    key,
    kind,
    postings: postings.map(({ account, amount }) => ({ account, amount })),
    at,
    ...(reverses && { reverses }),
    ...(jobId && { job: objectId(jobId) }),
  }
  await Journal.create([journal], { session: tx })
  await updateBalances(tx, key, postings)
}

function assertBalanced(key: string, postings: readonly NewPosting[]): void {
  const sum = postings.reduce((total, { amount }) => total + amount, 0)
  const whole = postings.every(({ amount }) => Number.isSafeInteger(amount))
  const once = new Set(postings.map(({ account }) => account)).size === postings.length
  if (postings.length < 2 || sum !== 0 || !whole || !once)
    throw new RangeError(`the journal ${key} is not balanced, or its postings are not valid`)
}

/** Debits go last, so that the account for which transactions compete is locked for the shortest time. */
async function updateBalances(
  tx: ClientSession,
  key: string,
  postings: readonly NewPosting[],
): Promise<void> {
  const stored = postings.filter(({ account }) => ruleOf(account).isStored)
  const changes = stored.sort((a, b) => b.amount - a.amount)
  if (changes.length === 0) return
  const { matchedCount, upsertedCount } = await Balance.bulkWrite(changes.map(balanceUpdate), {
    session: tx,
    ordered: true,
  })
  if (matchedCount + upsertedCount !== changes.length) throw new InsufficientFundsError(key)
}

function balanceUpdate({
  account,
  amount,
  leaving = 0 as Piastres,
}: NewPosting): AnyBulkWriteOperation<BalanceRecord> {
  const { bound } = ruleOf(account)
  const $inc = { posted: amount, version: 1 }
  const towardsBound = bound === 'atLeast0' ? amount < 0 : amount > 0
  if (bound === null || !towardsBound) {
    return { updateOne: { filter: { _id: account }, update: { $inc }, upsert: true } }
  }
  const posted = bound === 'atLeast0' ? { $gte: leaving - amount } : { $lte: -amount }
  return { updateOne: { filter: { _id: account, posted: trusted(posted) }, update: { $inc } } }
}

/** The balance of an account, in piastres, as the caller's transaction sees it. */
export async function balanceOf(account: Account, tx: ClientSession | null = null): Promise<Piastres> {
  const balance = await Balance.findById(account, { posted: 1 }).session(tx).lean()
  return (balance?.posted ?? 0) as Piastres
}

/**
 * Reverses a journal, once: the same postings with opposite signs. Throws InsufficientFundsError if the money is
 * spent.
 */
export async function reverseJournal(tx: ClientSession, key: string, at: Date): Promise<void> {
  const journal = await Journal.findOne({ key }).session(tx).lean()
  if (!journal) throw new RangeError(`there is no journal ${key}`)
  const postings = journal.postings.map(({ account, amount }) => ({ account, amount: -amount }))
  const of = journal.job && { jobId: journal.job.toHexString() as JobId }
  await postJournal(tx, {
    key: `reversal:${key}`,
    kind: 'reversal',
    postings,
    reverses: key,
    at,
    ...of,
  })
}
