import mongoose, { type ClientSession } from 'mongoose'
import type { Account } from '#lib/model/account.ts'
import { Balance } from '#lib/model/balance.model.ts'
import { Journal } from '#lib/model/journal.model.ts'
import { Transaction } from '#lib/model/transaction.model.ts'
import { User } from '#lib/model/user.model.ts'
import { ruleOf } from '#lib/money/accounts.ts'
import { connectMongo, trusted } from '#lib/platform/mongo.ts'

/** A stored figure that differs from what the journals give, both in piastres. */
export interface Difference {
  readonly what: string
  readonly stored: number
  readonly derived: number
}

/**
 * Computes every balance from the journals and compares it with the stored one. It reads a snapshot of one instant, so
 * it can run while people pay:
 * 1. the postings of each journal, and so of all journals, add up to zero
 * 2. each stored balance is the sum of its account’s postings; no balance is beyond its bound
 * 3. the wallet balance that a craftsman sees is the sum of their Completed transactions; it equals the sum of their
 *    accounts: earnings, prepaid money and what is reserved for withdrawals; their Pending fees are their debt
 * Returns every difference. If there is none, the ledger is right.
 */
export async function verifyLedger(): Promise<readonly Difference[]> {
  await connectMongo()
  const tx = await mongoose.startSession({ snapshot: true })
  try {
    const derived = await sumsOfJournals(tx)
    return [
      ...(await unbalancedJournals(tx)),
      ...(await differingBalances(tx, derived)),
      ...(await differingWallets(tx, derived)),
    ]
  } finally {
    await tx.endSession()
  }
}

type Sums = ReadonlyMap<string, number>

async function sumsOfJournals(tx: ClientSession): Promise<Sums> {
  const sums = await Journal.aggregate<{ _id: Account; sum: number }>([
    { $unwind: '$postings' },
    { $group: { _id: '$postings.account', sum: { $sum: '$postings.amount' } } },
  ]).session(tx)
  return new Map(sums.map(({ _id, sum }) => [_id, sum]))
}

async function unbalancedJournals(tx: ClientSession): Promise<readonly Difference[]> {
  const unbalanced = await Journal.aggregate<{ key: string; sum: number }>([
    { $project: { key: 1, sum: { $sum: '$postings.amount' } } },
    { $match: { sum: { $ne: 0 } } },
  ]).session(tx)
  return unbalanced.map(({ key, sum }) => ({ what: `journal ${key}`, stored: sum, derived: 0 }))
}

async function differingBalances(tx: ClientSession, derived: Sums): Promise<readonly Difference[]> {
  const balances = await Balance.find().session(tx).lean()
  const stored = new Map<string, number>(balances.map(({ _id, posted }) => [_id, posted]))
  const known = [...stored.keys(), ...derived.keys()]
  const accounts = new Set(known.filter((name) => ruleOf(name as Account).isStored))
  return [...accounts].flatMap((account) => {
    const actual = stored.get(account) ?? 0
    const expected = derived.get(account) ?? 0
    const { bound } = ruleOf(account as Account)
    const isOutside = bound === 'atLeast0' ? expected < 0 : bound === 'atMost0' && expected > 0
    if (actual === expected && !isOutside) return []
    return [
      { what: isOutside ? `${account} is beyond its bound` : account, stored: actual, derived: expected },
    ]
  })
}

interface Statement {
  readonly _id: mongoose.Types.ObjectId
  readonly completed: number
  readonly reserved: number
  readonly owed: number
}

async function differingWallets(tx: ClientSession, derived: Sums): Promise<readonly Difference[]> {
  const sumWhere = (condition: object) => ({ $sum: { $cond: [condition, '$amount', 0] } })
  const is = (field: string, value: string) => ({ $eq: [`$${field}`, value] })
  const statements = await Transaction.aggregate<Statement>([
    {
      $group: {
        _id: '$user',
        completed: sumWhere(is('status', 'Completed')),
        reserved: sumWhere({ $and: [is('status', 'Pending'), is('type', 'Withdrawal')] }),
        owed: sumWhere({ $and: [is('status', 'Pending'), is('type', 'Fee')] }),
      },
    },
  ]).session(tx)
  const byUser = new Map(statements.map((statement) => [statement._id.toHexString(), statement]))
  const owners = [...derived.keys()].flatMap(
    (account) => /^(?:wallet|prepaid|debt):(.+)$/.exec(account)?.[1] ?? [],
  )
  const people = await User.find({ 'wallet.balance': trusted({ $exists: true }) }, { wallet: 1 })
    .session(tx)
    .lean()
  const shown = new Map(people.map(({ _id, wallet }) => [_id.toHexString(), wallet?.balance ?? 0]))
  return [...new Set([...byUser.keys(), ...owners, ...shown.keys()])].flatMap((user) => {
    const { completed = 0, reserved = 0, owed = 0 } = byUser.get(user) ?? {}
    const sumOf = (kind: string) => derived.get(`${kind}:${user}`) ?? 0
    return [
      { what: `wallet shown to ${user}`, stored: shown.get(user) ?? 0, derived: completed },
      {
        what: `transactions of ${user}`,
        stored: completed + reserved,
        derived: sumOf('wallet') + sumOf('prepaid'),
      },
      { what: `fees due of ${user}`, stored: owed, derived: sumOf('debt') },
    ].filter(({ stored, derived: expected }) => stored !== expected)
  })
}
