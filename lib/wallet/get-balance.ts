import type * as z from 'zod'
import { Transaction } from '#lib/model/transaction.model.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { fundsOf } from '#lib/wallet/funds.ts'
import type { balanceView } from '#lib/wallet/wallet.schemas.ts'

/**
 * The balance of a craftsman's wallet, in piastres:
 * - `balance`: earnings (uncleared ones too), top-ups, and what is reserved for withdrawals
 * - `withdrawableBalance`: earnings that have cleared, less what is reserved
 * - `pending`: what is uncleared or reserved
 * - `feesDue`: the fees that the wallet could not pay
 */
export async function getBalance(userId: UserId): Promise<z.input<typeof balanceView>> {
  const [funds, reserved] = await Promise.all([fundsOf(userId), reservedOf(userId)])
  return {
    balance: funds.earnings + funds.prepaid + reserved,
    withdrawableBalance: funds.withdrawable,
    pending: funds.uncleared + reserved,
    feesDue: funds.feesDue,
    currency: 'EGP',
  }
}

async function reservedOf(userId: UserId): Promise<number> {
  const [sum] = await Transaction.aggregate<{ amount: number }>([
    { $match: { user: objectId(userId), type: 'Withdrawal', status: 'Pending' } },
    { $group: { _id: null, amount: { $sum: '$amount' } } },
  ])
  return -(sum?.amount ?? 0)
}
