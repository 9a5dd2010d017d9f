import type { ClientSession, Types } from 'mongoose'
import type { ContractRecord } from '#lib/contracts/contract.model.ts'
import { walletOf } from '#lib/money/accounts.ts'
import { Balance } from '#lib/money/balance.model.ts'
import { asPiastres, least, minus, most, NOTHING, type Piastres } from '#lib/money/piastres.ts'
import { after } from '#lib/platform/clock.ts'
import { idOf, type UserId } from '#lib/platform/ids.ts'
import { trusted } from '#lib/platform/mongo.ts'
import { frozenOf } from '#lib/wallet/frozen-earnings.ts'
import { Transaction } from '#lib/wallet/transaction.model.ts'

/**
 * A dispute after the release holds back what has not cleared of this contract's earnings, as far as it is still
 * in the wallet; what has cleared is the craftsman's. Answers how much, in piastres.
 */
export async function freezeEarnings(
  session: ClientSession,
  contract: Pick<ContractRecord, '_id' | 'craftsman'>,
  at: Date,
): Promise<Piastres> {
  const uncleared = await Transaction.find({
    contract: contract._id,
    type: 'Payout',
    status: 'Completed',
    clearsAt: trusted({ $gt: at }),
  })
    .session(session)
    .lean()
  if (uncleared.length === 0) return NOTHING
  const craftsman = idOf<'User'>(contract.craftsman)
  const inWallet = minus(await holdWallet(session, craftsman), await frozenOf(craftsman, session))
  const earned = uncleared.reduce((sum, { amount }) => sum + amount, 0)
  const frozen = most(NOTHING, least(asPiastres(earned), inWallet))
  if (frozen === 0) return NOTHING
  const lines = trusted({ $in: uncleared.map(({ _id }) => _id) })
  await Transaction.updateMany({ _id: lines }, { $set: { frozen: true, updatedAt: at } }, { session })
  return frozen
}

/**
 * The balance, written without being changed: whoever takes from this wallet at the same moment meets this write,
 * starts again and sees what is frozen.
 */
async function holdWallet(session: ClientSession, craftsman: UserId): Promise<Piastres> {
  const wallet = await Balance.findOneAndUpdate(
    { _id: walletOf(craftsman) },
    { $inc: { version: 1 } },
    { session, returnDocument: 'after' },
  ).lean()
  return asPiastres(wallet?.posted ?? 0)
}

/** The dispute is over: decided, and the earnings have cleared, or withdrawn, and they clear later by its length. */
export async function thawEarnings(
  session: ClientSession,
  contract: Types.ObjectId,
  { at, clearLaterBy }: { readonly at: Date; readonly clearLaterBy: number | null },
): Promise<void> {
  const frozen = await Transaction.find({ contract, frozen: true }).session(session).lean()
  for (const { _id, clearsAt = at } of frozen) {
    const clears = clearLaterBy === null ? at : after(clearsAt, clearLaterBy)
    await Transaction.updateOne(
      { _id },
      { $set: { clearsAt: clears, updatedAt: at }, $unset: { frozen: 1 } },
      { session },
    )
  }
}
