import type { ClientSession, Types } from 'mongoose'
import { Balance } from '#lib/model/balance.model.ts'
import type { ContractRecord } from '#lib/model/contract.model.ts'
import { Transaction } from '#lib/model/transaction.model.ts'
import { walletOf } from '#lib/money/accounts.ts'
import { frozenOf } from '#lib/money/frozen-earnings.ts'
import { idOf, type UserId } from '#lib/platform/ids.ts'
import { trusted } from '#lib/platform/mongo.ts'
import { asPiastres, max, min, type Piastres, subtract, ZERO } from '#lib/platform/piastres.ts'

/**
 * A dispute after the release freezes the earnings of this contract that have not cleared, as far as they are still
 * in the wallet. Earnings that have cleared stay the craftsman's. Returns the frozen amount in piastres.
 */
export async function freezeEarnings(
  tx: ClientSession,
  contract: Pick<ContractRecord, '_id' | 'craftsman'>,
  at: Date,
): Promise<Piastres> {
  const uncleared = await Transaction.find({
    contract: contract._id,
    type: 'Payout',
    status: 'Completed',
    clearsAt: trusted({ $gt: at }),
  })
    .session(tx)
    .lean()
  if (uncleared.length === 0) return ZERO
  const craftsman = idOf<'User'>(contract.craftsman)
  const inWallet = subtract(await lockWallet(tx, craftsman), await frozenOf(craftsman, tx))
  const earned = uncleared.reduce((sum, { amount }) => sum + amount, 0)
  const frozen = max(ZERO, min(asPiastres(earned), inWallet))
  if (frozen === 0) return ZERO
  const ids = trusted({ $in: uncleared.map(({ _id }) => _id) })
  await Transaction.updateMany({ _id: ids }, { $set: { frozen: true, updatedAt: at } }, { session: tx })
  return frozen
}

/**
 * An appeal freezes the craftsman's part of the decision again, as far as it is still in the wallet: it does not clear
 * until the appeal is decided. Returns the frozen amount in piastres.
 */
export async function freezeDecidedPart(
  tx: ClientSession,
  contract: Pick<ContractRecord, '_id' | 'craftsman' | 'frozen'>,
  at: Date,
): Promise<Piastres> {
  const part = asPiastres(contract.frozen ?? 0)
  if (part === 0) return ZERO
  const craftsman = idOf<'User'>(contract.craftsman)
  const inWallet = await lockWallet(tx, craftsman)
  const ofOthers = subtract(await frozenOf(craftsman, tx), part)
  await Transaction.updateMany(
    { contract: contract._id, status: 'Completed', clearsAt: trusted({ $gt: at }) },
    { $set: { frozen: true, updatedAt: at } },
    { session: tx },
  )
  return max(ZERO, min(part, subtract(inWallet, ofOthers)))
}

/**
 * Reads the balance and writes the wallet without changing it. A withdrawal at the same moment conflicts with this
 * write, starts again and sees what is frozen.
 */
async function lockWallet(tx: ClientSession, craftsman: UserId): Promise<Piastres> {
  const wallet = await Balance.findOneAndUpdate(
    { _id: walletOf(craftsman) },
    { $inc: { locks: 1 } },
    { session: tx, returnDocument: 'after' },
  ).lean()
  return asPiastres(wallet?.posted ?? 0)
}

/**
 * Unfreezes the earnings when the dispute is over. `clears` says when they clear, by when they would have cleared
 * without it.
 */
export async function unfreezeEarnings(
  tx: ClientSession,
  contract: Types.ObjectId,
  { at, clears }: { readonly at: Date; readonly clears: (before: Date) => Date },
): Promise<void> {
  const frozen = await Transaction.find({ contract, frozen: true }).session(tx).lean()
  for (const { _id, clearsAt = at } of frozen) {
    await Transaction.updateOne(
      { _id },
      { $set: { clearsAt: clears(clearsAt), updatedAt: at }, $unset: { frozen: 1 } },
      { session: tx },
    )
  }
}
