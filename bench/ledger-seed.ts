import mongoose from 'mongoose'
import type { Account } from '#lib/model/account.ts'
import type { JournalRecord } from '#lib/model/journal.model.ts'
import { escrowOf, walletOf } from '#lib/money/accounts.ts'
import { checksumOf } from '#lib/money/journal-checksum.ts'
import { idOf, type JobId, type UserId } from '#lib/platform/ids.ts'

const PRICE = 50_000
const FEE = 5_000
const EARNED = PRICE - FEE
const JOBS_OF_A_CRAFTSMAN = 50
const JOURNALS_OF_A_JOB = 2
const AT = new Date('2026-01-01T00:00:00Z')

type Rows = Map<string, object[]>

/**
 * Inserts a ledger of so many journals in bulk: jobs that were paid and released, two journals each, 50 jobs for each
 * craftsman, with true versions, balances, checkpoints and transactions, as if each had been posted and checked.
 * Returns the craftsmen.
 */
export async function seedLedger(journals: number): Promise<readonly UserId[]> {
  const craftsmen = Math.max(1, Math.round(journals / JOURNALS_OF_A_JOB / JOBS_OF_A_CRAFTSMAN))
  const users: UserId[] = []
  let rows: Rows = new Map()
  for (let number = 0; number < craftsmen; number += 1) {
    const _id = new mongoose.Types.ObjectId()
    users.push(idOf<'User'>(_id))
    addCraftsman(rows, _id, number)
    if (number % 100 === 99) rows = await insert(rows)
  }
  await insert(rows)
  return users
}

async function insert(rows: Rows): Promise<Rows> {
  await Promise.all(
    [...rows].map(([collection, documents]) =>
      mongoose.connection
        .collection(collection)
        .insertMany(documents, { ordered: false, writeConcern: { w: 1 } }),
    ),
  )
  return new Map()
}

function add(rows: Rows, collection: string, document: object): void {
  const documents = rows.get(collection)
  if (documents) documents.push(document)
  else rows.set(collection, [document])
}

function addCraftsman(rows: Rows, _id: mongoose.Types.ObjectId, number: number): void {
  const wallet = walletOf(idOf<'User'>(_id))
  for (let version = 1; version <= JOBS_OF_A_CRAFTSMAN; version += 1) addJob(rows, _id, { wallet, version })
  const balance = JOBS_OF_A_CRAFTSMAN * EARNED
  add(rows, 'users', {
    _id,
    email: `craftsman${number}@example.com`,
    wallet: { balance, withdrawableBalance: balance },
  })
  addAccount(rows, wallet, balance, JOBS_OF_A_CRAFTSMAN)
}

function addAccount(rows: Rows, _id: Account, posted: number, version: number): void {
  add(rows, 'balances', { _id, posted, version })
  add(rows, 'ledgerCheckpoints', { _id, posted, version, checkedAt: AT })
}

interface Release {
  readonly wallet: Account
  /** Which posting of the wallet it is. */
  readonly version: number
}

function addJob(rows: Rows, user: mongoose.Types.ObjectId, { wallet, version }: Release): void {
  const job = new mongoose.Types.ObjectId()
  const escrow = escrowOf(idOf<'Job'>(job) satisfies JobId)
  addJournal(rows, {
    key: `payment:${job.toHexString()}`,
    kind: 'payment',
    job,
    at: AT,
    postings: [
      { account: 'gateway:Fawry', amount: -PRICE },
      { account: escrow, amount: PRICE, version: 1, balanceAfter: PRICE },
    ],
  })
  addJournal(rows, {
    key: `release:${job.toHexString()}`,
    kind: 'release',
    job,
    at: AT,
    postings: [
      { account: escrow, amount: -PRICE, version: 2, balanceAfter: 0 },
      { account: wallet, amount: EARNED, version, balanceAfter: version * EARNED },
      { account: 'platform:fees', amount: FEE },
    ],
  })
  addAccount(rows, escrow, 0, 2)
  const line = { user, job, type: 'Payout', amount: EARNED, status: 'Completed', gateway: 'System' }
  add(rows, 'transactions', { ...line, clearsAt: AT, createdAt: AT, updatedAt: AT })
}

function addJournal(rows: Rows, journal: Omit<JournalRecord, '_id' | 'checksum'>): void {
  add(rows, 'journals', { ...journal, checksum: checksumOf(journal) })
}
