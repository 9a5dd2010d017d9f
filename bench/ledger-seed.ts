import mongoose from 'mongoose'
import { Books } from '#infra/demo/seed/books.ts'
import { Draws } from '#infra/demo/seed/draws.ts'
import { Rows } from '#infra/demo/seed/rows.ts'
import { clearingAt, escrowOf, walletOf } from '#lib/money/accounts.ts'
import { idOf, type JobId, type UserId } from '#lib/platform/ids.ts'

const PRICE = 50_000
const FEE = 5_000
const EARNED = PRICE - FEE
const JOBS_OF_A_CRAFTSMAN = 50
const JOURNALS_OF_A_JOB = 2
const AT = new Date('2026-01-01T00:00:00Z')

/**
 * Inserts a ledger of so many journals in bulk: jobs that were paid and released, two journals each, 50 jobs for each
 * craftsman, with true versions, balances, checkpoints and transactions, as if each had been posted and checked.
 * Returns the craftsmen.
 */
export async function seedLedger(journals: number): Promise<readonly UserId[]> {
  const craftsmen = Math.max(1, Math.round(journals / JOURNALS_OF_A_JOB / JOBS_OF_A_CRAFTSMAN))
  const rows = new Rows()
  const books = new Books(rows, new Draws(journals))
  const users: UserId[] = []
  for (let number = 0; number < craftsmen; number += 1) {
    const _id = new mongoose.Types.ObjectId()
    users.push(idOf<'User'>(_id))
    for (let job = 0; job < JOBS_OF_A_CRAFTSMAN; job += 1) addJob(rows, books, _id)
    const balance = JOBS_OF_A_CRAFTSMAN * EARNED
    const wallet = { balance, withdrawableBalance: balance }
    rows.add('users', { _id, email: `craftsman${number}@example.com`, wallet })
    if (rows.isFull) await rows.insert()
  }
  books.close(AT)
  await rows.insert()
  return users
}

function addJob(rows: Rows, books: Books, user: mongoose.Types.ObjectId): void {
  const job = new mongoose.Types.ObjectId()
  const escrow = escrowOf(idOf<'Job'>(job) satisfies JobId)
  const paid = [
    { account: clearingAt('Fawry'), amount: -PRICE },
    { account: escrow, amount: PRICE },
  ]
  const released = [
    { account: escrow, amount: -PRICE },
    { account: walletOf(idOf<'User'>(user)), amount: EARNED },
    { account: 'platform:fees' as const, amount: FEE },
  ]
  books.post({ key: `payment:${job.toHexString()}`, kind: 'payment', postings: paid, job, at: AT })
  books.post({ key: `release:${job.toHexString()}`, kind: 'release', postings: released, job, at: AT })
  const line = { user, job, type: 'Payout', amount: EARNED, status: 'Completed', gateway: 'System' }
  rows.add('transactions', { ...line, clearsAt: AT, createdAt: AT, updatedAt: AT })
}
