import type { ClientSession } from 'mongoose'
import { Payout } from '#lib/model/payout.model.ts'
import { PayoutBatch } from '#lib/model/payout-batch.model.ts'
import { OPEN_PAYOUTS } from '#lib/model/payout-status.ts'
import type { RefundRecord } from '#lib/model/refund.model.ts'
import { trusted } from '#lib/platform/mongo.ts'

interface Stop {
  readonly reason: string
  readonly at: Date
}

/**
 * Stops the payout of a refund, in the caller's transaction, unless the bank has its file: then it is being paid. Returns
 * whether it is. The write to the batch conflicts with a download at the same time.
 */
export async function stopPayout(
  tx: ClientSession,
  { _id }: Pick<RefundRecord, '_id'>,
  { reason, at }: Stop,
): Promise<boolean> {
  const payout = await Payout.findOne({ refund: _id, status: trusted({ $in: [...OPEN_PAYOUTS] }) })
    .session(tx)
    .lean()
  if (!payout) return false
  if (payout.status === 'Sent' || payout.status === 'Unknown') return true
  if (payout.status === 'Batched') {
    const { modifiedCount } = await PayoutBatch.updateOne(
      { _id: payout.batch, downloadedAt: trusted({ $exists: false }) },
      { $inc: { count: -1, total: -payout.amount } },
      { session: tx },
    )
    if (modifiedCount === 0) return true
  }
  await Payout.updateOne(
    { _id: payout._id },
    { $set: { status: 'Failed', reason, updatedAt: at }, $unset: { batch: 1 } },
    { session: tx },
  )
  return false
}
