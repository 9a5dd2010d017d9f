import { Types, type ClientSession } from 'mongoose'
import { PayoutBatch } from '#lib/payouts/payout-batch.model.ts'
import { Payout } from '#lib/payouts/payout.model.ts'
import { cairoDay } from '#lib/platform/cairo-time.ts'
import { clock } from '#lib/platform/clock.ts'
import { inTransaction, isDuplicate, trusted } from '#lib/platform/mongo.ts'

/** A batch is one file for the bank, and one transaction here. */
const MOST = 500

/**
 * Gathers what is Requested, oldest first, into a batch of at most 500, in one transaction; answers how many, 0 where
 * nothing waits:
 * 1. craftsmen who are banned wait for staff
 * 2. the batch is the next of its day in Cairo; its name is unique
 * 3. each payout is Batched, in this batch and no other
 * Two runs at once: both write the payouts or want the name, and the one that loses starts again and finds the rest.
 */
export async function gatherPayouts(): Promise<number> {
  try {
    return await inTransaction((session) => gather(session))
  } catch (error) {
    if (isDuplicate(error, 'name')) return gatherPayouts()
    throw error
  }
}

async function gather(session: ClientSession): Promise<number> {
  const waiting = await Payout.aggregate<{ _id: Types.ObjectId; amount: number }>([
    { $match: { status: 'Requested' } },
    { $sort: { requestedAt: 1, _id: 1 } },
    ...unlessBanned,
    { $limit: MOST },
    { $project: { amount: 1 } },
  ]).session(session)
  if (waiting.length === 0) return 0
  const at = clock()
  const day = cairoDay(at)
  const ofTheDay = await PayoutBatch.countDocuments({ name: trusted({ $regex: `^${day}-` }) }).session(
    session,
  )
  const _id = new Types.ObjectId()
  const total = waiting.reduce((sum, { amount }) => sum + amount, 0)
  const batch = { _id, name: `${day}-${ofTheDay + 1}`, count: waiting.length, total, createdAt: at }
  await PayoutBatch.create([batch], { session })
  const { modifiedCount } = await Payout.updateMany(
    { _id: trusted({ $in: waiting.map((payout) => payout._id) }), status: 'Requested' },
    { $set: { status: 'Batched', batch: _id, updatedAt: at } },
    { session },
  )
  if (modifiedCount !== waiting.length) throw new Error('a payout was gathered twice')
  return modifiedCount
}

/** Leaves out the payouts of people who are banned. */
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
