import mongoose, { type ClientSession } from 'mongoose'
import { ruleOf, type Account } from '#lib/money/accounts.ts'
import { Balance } from '#lib/money/balance.model.ts'
import { Journal } from '#lib/money/journal.model.ts'
import { connectMongo, trusted } from '#lib/platform/mongo.ts'
import { User } from '#lib/users/user.model.ts'
import { Transaction } from '#lib/wallet/transaction.model.ts'

/** A figure that is not what the journals say it is, both in piastres. */
export interface Difference {
  readonly what: string
  readonly kept: number
  readonly derived: number
}

/**
 * Rebuilds every balance from the journals and compares it with what is kept, as all of it stood at one instant,
 * so that it can run while people pay:
 * 1. the lines of each journal, and thus of all, add up to zero
 * 2. each kept balance is the sum of its account's lines; none is beyond its bound
 * 3. each wallet that a craftsman sees is the sum of his Completed transactions, and that is what his accounts
 *    hold: earnings, prepaid money and what is reserved for withdrawals; his Pending fees are his debt
 * Answers every difference; none means that the ledger is right.
 */
export async function verifyLedger(): Promise<readonly Difference[]> {
  await connectMongo()
  const session = await mongoose.startSession({ snapshot: true })
  try {
    const derived = await sumsOfJournals(session)
    return [
      ...(await crookedJournals(session)),
      ...(await differingBalances(session, derived)),
      ...(await differingWallets(session, derived)),
    ]
  } finally {
    await session.endSession()
  }
}

type Sums = ReadonlyMap<string, number>

async function sumsOfJournals(session: ClientSession): Promise<Sums> {
  const sums = await Journal.aggregate<{ _id: Account; sum: number }>([
    { $unwind: '$lines' },
    { $group: { _id: '$lines.account', sum: { $sum: '$lines.amount' } } },
  ]).session(session)
  return new Map(sums.map(({ _id, sum }) => [_id, sum]))
}

async function crookedJournals(session: ClientSession): Promise<readonly Difference[]> {
  const crooked = await Journal.aggregate<{ key: string; sum: number }>([
    { $project: { key: 1, sum: { $sum: '$lines.amount' } } },
    { $match: { sum: { $ne: 0 } } },
  ]).session(session)
  return crooked.map(({ key, sum }) => ({ what: `journal ${key}`, kept: sum, derived: 0 }))
}

async function differingBalances(session: ClientSession, derived: Sums): Promise<readonly Difference[]> {
  const balances = await Balance.find().session(session).lean()
  const kept = new Map<string, number>(balances.map(({ _id, posted }) => [_id, posted]))
  const accounts = new Set([...kept.keys(), ...derived.keys()].filter((name) => ruleOf(name as Account).kept))
  return [...accounts].flatMap((account) => {
    const is = kept.get(account) ?? 0
    const should = derived.get(account) ?? 0
    const { bound } = ruleOf(account as Account)
    const outside = bound === 'atLeast0' ? should < 0 : bound === 'atMost0' && should > 0
    if (is === should && !outside) return []
    return [{ what: outside ? `${account} is beyond its bound` : account, kept: is, derived: should }]
  })
}

interface Statement {
  readonly _id: mongoose.Types.ObjectId
  readonly completed: number
  readonly reserved: number
  readonly owed: number
}

async function differingWallets(session: ClientSession, derived: Sums): Promise<readonly Difference[]> {
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
  ]).session(session)
  const byUser = new Map(statements.map((statement) => [statement._id.toHexString(), statement]))
  const owners = [...derived.keys()].flatMap(
    (account) => /^(?:wallet|prepaid|debt):(.+)$/.exec(account)?.[1] ?? [],
  )
  const people = await User.find({ 'wallet.balance': trusted({ $exists: true }) }, { wallet: 1 })
    .session(session)
    .lean()
  const seen = new Map(people.map(({ _id, wallet }) => [_id.toHexString(), wallet?.balance ?? 0]))
  return [...new Set([...byUser.keys(), ...owners, ...seen.keys()])].flatMap((user) => {
    const { completed = 0, reserved = 0, owed = 0 } = byUser.get(user) ?? {}
    const of = (kind: string) => derived.get(`${kind}:${user}`) ?? 0
    return [
      { what: `wallet shown to ${user}`, kept: seen.get(user) ?? 0, derived: completed },
      { what: `transactions of ${user}`, kept: completed + reserved, derived: of('wallet') + of('prepaid') },
      { what: `fees due of ${user}`, kept: owed, derived: of('debt') },
    ].filter(({ kept, derived: should }) => kept !== should)
  })
}
