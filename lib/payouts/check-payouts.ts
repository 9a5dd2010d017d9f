import type { Types } from 'mongoose'
import type { Account } from '#lib/model/account.ts'
import { Balance } from '#lib/model/balance.model.ts'
import { LedgerCheckpoint } from '#lib/model/ledger-checkpoint.model.ts'
import type { PayoutRecord } from '#lib/model/payout.model.ts'
import { debtOf, payoutOf, prepaidOf, refundOf, walletOf } from '#lib/money/accounts.ts'
import { checkAccounts } from '#lib/money/check-accounts.ts'
import { idOf } from '#lib/platform/ids.ts'
import { log } from '#lib/platform/logger.ts'
import { trusted } from '#lib/platform/mongo.ts'

type PayoutInShort = Pick<PayoutRecord, '_id' | 'purpose' | 'payee' | 'refund' | 'amount'>

/**
 * Whether the ledger lets this payout be paid: each account that it touches is right, from its checkpoint up to now,
 * and the money is reserved. If not, it waits, and no other payout does. It is asked right before the money leaves.
 */
export const mayPay = async (payout: PayoutInShort): Promise<boolean> =>
  (await payable([payout])).length === 1

/** The ids of the payouts that may be paid (see `mayPay`). */
export async function payable(payouts: readonly PayoutInShort[]): Promise<readonly Types.ObjectId[]> {
  const accounts = payouts.flatMap(accountsOf)
  const differing = await checkAccounts(accounts)
  const reserved = await Balance.find(
    { _id: trusted({ $in: payouts.map(reservedOn) }) },
    { posted: 1 },
  ).lean()
  const balances = new Map(reserved.map(({ _id, posted }) => [_id, posted]))
  return payouts
    .filter((payout) => {
      if (accountsOf(payout).some((account) => differing.has(account))) return false
      const isReserved = (balances.get(reservedOn(payout)) ?? 0) >= payout.amount
      if (!isReserved)
        log.error('a payout is larger than what is reserved for it', { event: idOf(payout._id) })
      return isReserved
    })
    .map(({ _id }) => _id)
}

/** Where the money of a payout is until it is paid. */
const reservedOn = ({ _id, refund }: PayoutInShort): Account =>
  refund ? refundOf(idOf(refund)) : payoutOf(idOf(_id))

/** All accounts of a craftsman belong together: what they see is the sum of them. */
function accountsOf(payout: PayoutInShort): readonly Account[] {
  if (payout.purpose === 'Refund') return [reservedOn(payout)]
  const user = idOf<'User'>(payout.payee)
  return [reservedOn(payout), walletOf(user), prepaidOf(user), debtOf(user)]
}

const ofWithdrawal = (kind: string) => ({
  $cond: [{ $eq: ['$purpose', 'Withdrawal'] }, { $concat: [kind, { $toString: '$payee' }] }, null],
})

/** Leaves out the payouts of which an account is known to differ. */
export const unlessDiffering = [
  {
    $set: {
      accounts: [
        { $concat: ['payout:', { $toString: '$_id' }] },
        { $concat: ['refund:', { $toString: '$refund' }] }, // null if there is none
        ...['wallet:', 'prepaid:', 'debt:'].map(ofWithdrawal),
      ],
    },
  },
  {
    $lookup: {
      from: LedgerCheckpoint.collection.name,
      localField: 'accounts',
      foreignField: '_id',
      as: 'differing',
      pipeline: [{ $match: { differsSince: { $exists: true } } }, { $project: { _id: 1 } }],
    },
  },
  { $match: { differing: [] } },
]
