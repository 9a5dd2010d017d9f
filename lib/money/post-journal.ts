import type { AnyBulkWriteOperation, ClientSession } from 'mongoose'
import { ruleOf, type Account } from '#lib/money/accounts.ts'
import { Balance, type BalanceRecord } from '#lib/money/balance.model.ts'
import { Journal, type JournalKind } from '#lib/money/journal.model.ts'
import type { Piastres } from '#lib/money/piastres.ts'
import { objectId, trusted } from '#lib/platform/mongo.ts'
import type { JobId } from '#lib/platform/ids.ts'

export interface Line {
  readonly account: Account
  /** Piastres: + credits the account, - debits it; 0 is left out. */
  readonly amount: number
  /** What has to stay in the account after a debit (uncleared earnings), in piastres. */
  readonly leaving?: Piastres
}

export interface JournalEntry {
  /** What may happen once; a second journal of the same key is refused by the database. */
  readonly key: string
  readonly kind: JournalKind
  readonly lines: readonly Line[]
  readonly jobId?: JobId
  readonly reverses?: string
  readonly at: Date
}

/** An account does not hold what a journal would take from it: nothing was booked. */
export class NotCovered extends Error {
  constructor(key: string) {
    super(`the journal ${key} would take more from an account than is in it`)
  }
}

/**
 * Books one journal in the caller's transaction:
 * 1. its lines are whole piastres and add up to zero; there are at least two, no account twice
 * 2. the journal is stored; its key is unique for ever, so a second one ends the transaction
 * 3. the balances it touches move with it, each within its bound (a wallet never falls below zero);
 *    two transactions at one account: one starts again and is judged by what the other left
 * Throws NotCovered where an account would leave its bound; then the transaction has to end.
 */
export async function postJournal(session: ClientSession, entry: JournalEntry): Promise<void> {
  const lines = entry.lines.filter(({ amount }) => amount !== 0)
  if (lines.length === 0) return
  check(entry.key, lines)
  const { key, kind, at, reverses, jobId } = entry
  const journal = {
    key,
    kind,
    lines: lines.map(({ account, amount }) => ({ account, amount })),
    at,
    ...(reverses && { reverses }),
    ...(jobId && { job: objectId(jobId) }),
  }
  await Journal.create([journal], { session })
  await moveBalances(session, key, lines)
}

function check(key: string, lines: readonly Line[]): void {
  const sum = lines.reduce((total, { amount }) => total + amount, 0)
  const whole = lines.every(({ amount }) => Number.isSafeInteger(amount))
  const once = new Set(lines.map(({ account }) => account)).size === lines.length
  if (lines.length < 2 || sum !== 0 || !whole || !once)
    throw new RangeError(`the journal ${key} is not a journal`)
}

/** Debits go last, so that the account that people fight for is held for the shortest time. */
async function moveBalances(session: ClientSession, key: string, lines: readonly Line[]): Promise<void> {
  const moves = lines.filter(({ account }) => ruleOf(account).kept).sort((a, b) => b.amount - a.amount)
  if (moves.length === 0) return
  const { matchedCount, upsertedCount } = await Balance.bulkWrite(moves.map(moveOf), {
    session,
    ordered: true,
  })
  if (matchedCount + upsertedCount !== moves.length) throw new NotCovered(key)
}

function moveOf({ account, amount, leaving = 0 as Piastres }: Line): AnyBulkWriteOperation<BalanceRecord> {
  const { bound } = ruleOf(account)
  const $inc = { posted: amount, version: 1 }
  const towardsBound = bound === 'atLeast0' ? amount < 0 : amount > 0
  if (bound === null || !towardsBound) {
    return { updateOne: { filter: { _id: account }, update: { $inc }, upsert: true } }
  }
  const posted = bound === 'atLeast0' ? { $gte: leaving - amount } : { $lte: -amount }
  return { updateOne: { filter: { _id: account, posted: trusted(posted) }, update: { $inc } } }
}

/** What an account holds, in piastres, as the caller's transaction sees it. */
export async function balanceOf(account: Account, session: ClientSession | null = null): Promise<Piastres> {
  const balance = await Balance.findById(account, { posted: 1 }).session(session).lean()
  return (balance?.posted ?? 0) as Piastres
}

/** Takes a journal back, once: the same lines with their signs turned. Throws NotCovered where it is spent. */
export async function reverseJournal(session: ClientSession, key: string, at: Date): Promise<void> {
  const journal = await Journal.findOne({ key }).session(session).lean()
  if (!journal) throw new RangeError(`there is no journal ${key}`)
  const lines = journal.lines.map(({ account, amount }) => ({ account, amount: -amount }))
  const of = journal.job && { jobId: journal.job.toHexString() as JobId }
  await postJournal(session, { key: `reversal:${key}`, kind: 'reversal', lines, reverses: key, at, ...of })
}
