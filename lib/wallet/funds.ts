import type { ClientSession } from 'mongoose'
import { Balance } from '#lib/model/balance.model.ts'
import { Transaction } from '#lib/model/transaction.model.ts'
import { debtOf, prepaidOf, walletOf } from '#lib/money/accounts.ts'
import { clock } from '#lib/platform/clock.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { objectId, trusted } from '#lib/platform/mongo.ts'
import { asPiastres, max, min, type Piastres, subtract, ZERO } from '#lib/platform/piastres.ts'

/** How much of a craftsman's earnings may not leave yet: released less than 24 h ago, or held by a dispute. */
export async function unclearedOf(userId: UserId, tx: ClientSession | null = null): Promise<Piastres> {
  const [sum] = await Transaction.aggregate<{ amount: number }>([
    {
      $match: {
        user: objectId(userId),
        type: 'Payout',
        status: 'Completed',
        $or: [{ clearsAt: { $gt: clock() } }, { frozen: true }],
      },
    },
    { $group: { _id: null, amount: { $sum: '$amount' } } },
  ]).session(tx)
  return asPiastres(sum?.amount ?? 0)
}

/** What is in a wallet, in its parts. */
export interface Funds {
  /** Earnings and prepaid money, less what is reserved for withdrawals. */
  readonly earnings: Piastres
  readonly prepaid: Piastres
  readonly uncleared: Piastres
  readonly withdrawable: Piastres
  readonly feesDue: Piastres
}

/** Computed when it is read: what clears needs no schedule. */
export async function fundsOf(userId: UserId): Promise<Funds> {
  const accounts = [walletOf(userId), prepaidOf(userId), debtOf(userId)]
  const [balances, clearing] = await Promise.all([
    Balance.find({ _id: trusted({ $in: accounts }) }).lean(),
    unclearedOf(userId),
  ])
  const [earnings, prepaid, debt] = accounts.map((account) =>
    asPiastres(balances.find(({ _id }) => _id === account)?.posted ?? 0),
  ) as [Piastres, Piastres, Piastres] // one for each of the three above
  const uncleared = min(clearing, earnings) // fees may have been taken out of what clears
  return {
    earnings,
    prepaid,
    uncleared,
    withdrawable: max(ZERO, subtract(earnings, clearing)),
    feesDue: subtract(ZERO, debt),
  }
}
