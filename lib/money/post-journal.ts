import { type ClientSession, Types } from 'mongoose'
import { markTouched } from '#lib/events/touched.ts'
import type { Account } from '#lib/model/account.ts'
import { Balance, type BalanceRecord } from '#lib/model/balance.model.ts'
import { Journal, type JournalKind, type JournalRecord } from '#lib/model/journal.model.ts'
import { isReported, ruleOf } from '#lib/money/accounts.ts'
import { checksumOf } from '#lib/money/journal-checksum.ts'
import type { JobId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'
import type { Piastres } from '#lib/platform/piastres.ts'
import { rawCollection } from '#lib/platform/raw-collection.ts'

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
 * 1. its postings are in whole piastres and add up to zero; there are at least two, no account occurs twice, and one
 *    at least is numbered, so that no journal can be missing without a trace
 * 2. the stored balances are updated, each within its bound (a wallet never falls below zero); if two transactions
 *    change the same account at once, one of them runs again and sees the balance that the other left
 * 3. the journal is stored; each posting to a stored account has the account's next version and the balance after it
 * The key is unique for ever, so a second journal with this key aborts the transaction, whatever the balances are.
 * Throws InsufficientFundsError if an account would leave its bound. The caller then has to abort the transaction.
 * An account for which others compete is written first: if it is taken, nothing was done in vain.
 */
export async function postJournal(tx: ClientSession, entry: JournalEntry): Promise<void> {
  const postings = entry.postings.filter(({ amount }) => amount !== 0)
  if (postings.length === 0) return
  assertBalanced(entry.key, postings)
  const balances = await updateBalances(tx, postings)
  const journal = journalOf(entry, postings, balances ?? [])
  if (balances) {
    await Journal.collection.insertOne(journal, { session: tx })
    await markForReports(tx, journal)
    return
  }
  if (await Journal.exists({ key: entry.key }).session(tx))
    await Journal.collection.insertOne(journal, { session: tx, bypassDocumentValidation: true }) // fails by its key
  throw new InsufficientFundsError(entry.key)
}

/** A journal of a job is counted with the job, which an event names; another one stands for itself. */
async function markForReports(tx: ClientSession, { _id, job, postings }: JournalRecord): Promise<void> {
  if (!job && postings.some(({ account }) => isReported(account)))
    await markTouched(tx, `journal:${_id.toHexString()}`)
}

function assertBalanced(key: string, postings: readonly NewPosting[]): void {
  const sum = postings.reduce((total, { amount }) => total + amount, 0)
  const whole = postings.every(({ amount }) => Number.isSafeInteger(amount))
  const once = new Set(postings.map(({ account }) => account)).size === postings.length
  const isNumbered = postings.some(({ account }) => ruleOf(account).isStored)
  if (postings.length < 2 || sum !== 0 || !whole || !once || !isNumbered)
    throw new RangeError(`the journal ${key} is not balanced, or its postings are not valid`)
}

/** The document, written by the driver: mongoose would build a model of it only to take it apart again. */
function journalOf(
  { key, kind, at, reverses, jobId }: JournalEntry,
  postings: readonly NewPosting[],
  balances: readonly BalanceRecord[],
): JournalRecord {
  const after = new Map(balances.map(({ _id, posted, version }) => [_id, { version, balanceAfter: posted }]))
  const content = {
    key,
    kind,
    postings: postings.map(({ account, amount }) => ({ account, amount, ...after.get(account) })),
    at,
    ...(reverses && { reverses }),
    ...(jobId && { job: objectId(jobId) }),
  }
  return { _id: new Types.ObjectId(), ...content, checksum: checksumOf(content) }
}

/**
 * Updates the balances and returns them, or null if one would leave its bound. A single account, as most journals
 * have, takes one round trip; several take two.
 */
async function updateBalances(
  tx: ClientSession,
  postings: readonly NewPosting[],
): Promise<readonly BalanceRecord[] | null> {
  const stored = postings.filter(({ account }) => ruleOf(account).isStored)
  const [first, ...others] = stored.toSorted((a, b) => b.amount - a.amount).map(balanceUpdate)
  if (!first) return []
  const balances = rawCollection<BalanceRecord>(Balance)
  if (others.length === 0) {
    const { filter, update, upsert } = first
    const after = await balances.findOneAndUpdate(filter, update, {
      session: tx,
      returnDocument: 'after',
      upsert,
    })
    return after && [after]
  }
  const updates = [first, ...others].map((updateOne) => ({ updateOne }))
  const { matchedCount, upsertedCount } = await balances.bulkWrite(updates, { session: tx, ordered: true })
  if (matchedCount + upsertedCount !== stored.length) return null
  return balances.find({ _id: { $in: stored.map(({ account }) => account) } }, { session: tx }).toArray()
}

function balanceUpdate({ account, amount, leaving = 0 as Piastres }: NewPosting) {
  const { bound } = ruleOf(account)
  const update = { $inc: { posted: amount, version: 1 }, $set: { unchecked: true } }
  const towardsBound = bound === 'atLeast0' ? amount < 0 : amount > 0
  if (bound === null || !towardsBound) return { filter: { _id: account }, update, upsert: true }
  const posted = bound === 'atLeast0' ? { $gte: leaving - amount } : { $lte: -amount }
  return { filter: { _id: account, posted }, update, upsert: false }
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
