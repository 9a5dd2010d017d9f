import { type ClientSession, Types } from 'mongoose'
import { Payout, type PayoutRecord } from '#lib/model/payout.model.ts'
import { PayoutBatch } from '#lib/model/payout-batch.model.ts'
import { payable, unlessDiffering } from '#lib/payouts/check-payouts.ts'
import { cairoDay } from '#lib/platform/cairo-time.ts'
import { clock } from '#lib/platform/clock.ts'
import { inTransaction, isDuplicate, trusted } from '#lib/platform/mongo.ts'

/** The largest batch. A batch is one file for the bank, and is made in one transaction. */
const MAX_PER_BATCH = 500

/**
 * Gathers the Requested payouts, oldest first, into a batch of at most 500, in one transaction. Returns how many, 0 if
 * none is waiting:
 * 1. payouts of banned users are left out and wait for staff
 * 2. payouts of which an account differs in the ledger are left out and wait until it is right; others do not wait for
 *    them
 * 3. the batch has the next number of its day in Cairo; its name is unique
 * 4. each payout becomes Batched, in exactly one batch
 * If two runs come at once, they conflict on the payouts or on the name; the one that loses starts again and gathers
 * the rest.
 */
export async function gatherPayouts(): Promise<number> {
  const held: Types.ObjectId[] = []
  for (;;) {
    const waiting = await nextWaiting(held)
    if (waiting.length === 0) return 0
    const allowed = await payable(waiting)
    const gathered = allowed.length === 0 ? 0 : await gatherOnce(allowed)
    if (gathered > 0) return gathered
    held.push(...waiting.map(({ _id }) => _id)) // none of them can be gathered now, so the next ones come
  }
}

async function gatherOnce(allowed: readonly Types.ObjectId[]): Promise<number> {
  try {
    return await inTransaction((tx) => gather(tx, allowed))
  } catch (error) {
    if (isDuplicate(error, 'name')) return gatherOnce(allowed)
    throw error
  }
}

/** The oldest that wait and of which nothing is known that stops them. */
const nextWaiting = (held: readonly Types.ObjectId[]) =>
  Payout.aggregate<PayoutRecord>([
    { $match: { status: 'Requested', ...(held.length > 0 && { _id: { $nin: held } }) } },
    { $sort: { requestedAt: 1, _id: 1 } },
    ...unlessBanned,
    ...unlessDiffering,
    { $limit: MAX_PER_BATCH },
  ])

async function gather(tx: ClientSession, allowed: readonly Types.ObjectId[]): Promise<number> {
  const waiting = await Payout.aggregate<{ _id: Types.ObjectId; amount: number }>([
    { $match: { _id: { $in: allowed }, status: 'Requested' } },
    ...unlessBanned,
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

/** Leaves out the withdrawals of banned users, which wait for staff. A client's refund goes out all the same. */
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
  { $match: { $or: [{ banned: [] }, { purpose: 'Refund' }] } },
]
