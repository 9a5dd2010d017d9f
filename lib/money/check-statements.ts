import mongoose, { type ClientSession } from 'mongoose'
import type { Account } from '#lib/model/account.ts'
import type { Difference } from '#lib/model/ledger-checkpoint.model.ts'
import { Transaction } from '#lib/model/transaction.model.ts'
import { User } from '#lib/model/user.model.ts'
import { trusted } from '#lib/platform/mongo.ts'

interface Statement {
  readonly _id: mongoose.Types.ObjectId
  readonly completed: number
  readonly reserved: number
  readonly owed: number
}

/** The balances of accounts by name, in piastres. An account that is not there has 0. */
export type Balances = ReadonlyMap<string, number>

/**
 * Compares what craftsmen see with their accounts, for these users or for all: the wallet balance is the sum of their
 * Completed transactions; it equals the sum of their accounts, earnings, prepaid money and what is reserved for
 * withdrawals; their Pending fees are their debt. Returns the differences by user.
 */
export async function checkStatements(
  tx: ClientSession,
  balances: Balances,
  users?: readonly string[],
): Promise<ReadonlyMap<string, readonly Difference[]>> {
  if (users?.length === 0) return new Map()
  const ids = users?.map((user) => new mongoose.Types.ObjectId(user))
  const [statements, shown] = [await readStatements(tx, ids), await readShown(tx, ids)]
  const owners = [...balances.keys()].flatMap((account) => ownerOf(account as Account) ?? [])
  const all = users ?? [...new Set([...statements.keys(), ...owners, ...shown.keys()])]
  const differing = all.map((user) => {
    const { completed = 0, reserved = 0, owed = 0 } = statements.get(user) ?? {}
    const balanceOf = (kind: string) => balances.get(`${kind}:${user}`) ?? 0
    const differences = [
      { what: `wallet shown to ${user}`, stored: shown.get(user) ?? 0, derived: completed },
      {
        what: `transactions of ${user}`,
        stored: completed + reserved,
        derived: balanceOf('wallet') + balanceOf('prepaid'),
      },
      { what: `fees due of ${user}`, stored: owed, derived: balanceOf('debt') },
    ].filter(({ stored, derived }) => stored !== derived)
    return [user, differences] as const
  })
  return new Map(differing.filter(([, differences]) => differences.length > 0))
}

/** The user whose wallet this account is a part of, or null. */
export const ownerOf = (account: Account): string | null =>
  /^(?:wallet|prepaid|debt):([\da-f]{24})$/.exec(account)?.[1] ?? null

async function readStatements(tx: ClientSession, users?: readonly mongoose.Types.ObjectId[]) {
  const sumWhere = (condition: object) => ({ $sum: { $cond: [condition, '$amount', 0] } })
  const is = (field: string, value: string) => ({ $eq: [`$${field}`, value] })
  const statements = await Transaction.aggregate<Statement>([
    ...(users ? [{ $match: { user: { $in: users } } }] : []),
    {
      $group: {
        _id: '$user',
        completed: sumWhere(is('status', 'Completed')),
        reserved: sumWhere({ $and: [is('status', 'Pending'), is('type', 'Withdrawal')] }),
        owed: sumWhere({ $and: [is('status', 'Pending'), is('type', 'Fee')] }),
      },
    },
  ]).session(tx)
  return new Map(statements.map((statement) => [statement._id.toHexString(), statement]))
}

async function readShown(tx: ClientSession, users?: readonly mongoose.Types.ObjectId[]) {
  const people = await User.find(
    { 'wallet.balance': trusted({ $exists: true }), ...(users && { _id: trusted({ $in: users }) }) },
    { wallet: 1 },
  )
    .session(tx)
    .lean()
  return new Map(people.map(({ _id, wallet }) => [_id.toHexString(), wallet?.balance ?? 0]))
}
