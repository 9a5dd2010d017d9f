import { type ClientSession, Types } from 'mongoose'
import { Payout } from '#lib/model/payout.model.ts'
import { PayoutBatch } from '#lib/model/payout-batch.model.ts'
import { cairoDay } from '#lib/platform/cairo-time.ts'
import { clock } from '#lib/platform/clock.ts'
import { inTransaction, isDuplicate, trusted } from '#lib/platform/mongo.ts'

/** The largest batch. A batch is one file for the bank, and is made in one transaction. */
const MAX_PER_BATCH = 500

/**
 * Gathers the Requested payouts, oldest first, into a batch of at most 500, in one transaction. Returns how many, 0 if
 * none is waiting:
 * 1. payouts of banned users are left out and wait for staff
 * 2. the batch has the next number of its day in Cairo; its name is unique
 * 3. each payout becomes Batched, in exactly one batch
 * If two runs come at once, they conflict on the payouts or on the name; the one that loses starts again and gathers
 * the rest.
 */
export async function gatherPayouts(): Promise<number> {
  try {
    return await inTransaction((tx) => gather(tx))
  } catch (error) {
    if (isDuplicate(error, 'name')) return gatherPayouts()
    throw error
  }
}

async function gather(tx: ClientSession): Promise<number> {
  const waiting = await Payout.aggregate<{ _id: Types.ObjectId; amount: number }>([
    { $match: { status: 'Requested' } },
    { $sort: { requestedAt: 1, _id: 1 } },
    ...unlessBanned,
    { $limit: MAX_PER_BATCH },
    { $project: { amount: 1 } },
  ]).session(tx)
  if (waiting.length === 0) return 0
  const at = clock()
  const day = cairoDay(at)
  const batchesToday = await PayoutBatch.countDocuments({ name: trusted({ $regex: `^${day}-` }) }).session(tx)
  const _id = new Types.ObjectId()
  const total = waiting.reduce((sum, { amount }) => sum + amount, 0)
  const batch = { _id, name: `${day}-${batchesToday + 1}`, count: waiting.length, total, createdAt: at }
  await PayoutBatch.create([batch], { session: tx })
  const { modifiedCount } = await Payout.updateMany(
    { _id: trusted({ $in: waiting.map((payout) => payout._id) }), status: 'Requested' },
    { $set: { status: 'Batched', batch: _id, updatedAt: at } },
    { session: tx },
  )
  if (modifiedCount !== waiting.length) throw new Error('a payout was gathered twice')
  return modifiedCount
}

/** Leaves out the payouts of banned users. */
export const unlessBanned = [
  {
    $lookup: {
      from: 'users',
      localField: 'payee',
      foreignField: '_id',
      as: 'banned',
      pipeline: [{ $match: { isBanned: true } }, { $project: { _id: 1 } }],
    },
  },
  { $match: { banned: [] } },
]
