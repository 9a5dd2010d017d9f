import type { ClientSession } from 'mongoose'
import { Balance } from '#lib/model/balance.model.ts'
import { Transaction } from '#lib/model/transaction.model.ts'
import { debtOf, prepaidOf, walletOf } from '#lib/money/accounts.ts'
import { frozenContractsOf } from '#lib/money/frozen-earnings.ts'
import { clock } from '#lib/platform/clock.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { objectId, trusted } from '#lib/platform/mongo.ts'
import { asPiastres, max, min, type Piastres, subtract, sum, ZERO } from '#lib/platform/piastres.ts'

/**
 * The part of a craftsman's earnings that cannot be withdrawn yet: released less than 24 h ago, frozen by a dispute, or
 * decided so recently that a party can still appeal. What a contract freezes is what was still there of its earnings: a
 * fee may have been paid from them before.
 */
export async function unclearedOf(userId: UserId, tx: ClientSession | null = null): Promise<Piastres> {
  const frozen = await frozenContractsOf(userId, tx)
  const [clearing] = await Transaction.aggregate<{ amount: number }>([
    {
      $match: {
        user: objectId(userId),
        status: 'Completed', // a refund by a decision counts against the earnings that clear with it
        $or: [{ clearsAt: { $gt: clock() } }, { frozen: true }],
        contract: { $nin: frozen.map(({ _id }) => _id) },
      },
    },
    { $group: { _id: null, amount: { $sum: '$amount' } } },
  ]).session(tx)
  return sum([asPiastres(clearing?.amount ?? 0), ...frozen.map((contract) => contract.frozen)])
}

/** The parts of a wallet, in piastres. */
export interface Funds {
  /** Earnings, less what is reserved for withdrawals. */
  readonly earnings: Piastres
  /** What was topped up. */
  readonly prepaid: Piastres
  readonly uncleared: Piastres
  readonly withdrawable: Piastres
  readonly feesDue: Piastres
}

/** The parts of a user's wallet. They are computed on each read, so no schedule is needed when earnings clear. */
export async function fundsOf(userId: UserId): Promise<Funds> {
  const accounts = [walletOf(userId), prepaidOf(userId), debtOf(userId)]
  const [balances, clearing] = await Promise.all([
    Balance.find({ _id: trusted({ $in: accounts }) }).lean(),
    unclearedOf(userId),
  ])
  const [earnings, prepaid, debt] = accounts.map((account) =>
    asPiastres(balances.find(({ _id }) => _id === account)?.posted ?? 0),
  ) as [Piastres, Piastres, Piastres] // one for each account above
  const uncleared = min(clearing, earnings) // fees may have been paid from earnings that have not cleared
  return {
    earnings,
    prepaid,
    uncleared,
    withdrawable: max(ZERO, subtract(earnings, clearing)),
    feesDue: subtract(ZERO, debt),
  }
}
