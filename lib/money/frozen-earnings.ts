import type { ClientSession } from 'mongoose'
import { Contract } from '#lib/model/contract.model.ts'
import { clock } from '#lib/platform/clock.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { asPiastres, type Piastres } from '#lib/platform/piastres.ts'

/**
 * The earnings in a craftsman's wallet that are frozen, in piastres: by a dispute, or by a decision against which a party
 * can still appeal. They cannot be taken, not even for fees.
 */
export const frozenOf = (userId: UserId, tx: ClientSession | null = null): Promise<Piastres> =>
  sumOf(userId, { $or: [{ status: 'Disputed' }, { 'decided.until': { $gt: clock() } }] }, tx)

/** Of that, what disputes freeze that are to be decided. */
export const frozenByDisputes = (userId: UserId, tx: ClientSession | null = null): Promise<Piastres> =>
  sumOf(userId, { status: 'Disputed' }, tx)

async function sumOf(userId: UserId, when: object, tx: ClientSession | null): Promise<Piastres> {
  const [sum] = await Contract.aggregate<{ frozen: number }>([
    { $match: { craftsman: objectId(userId), frozen: { $gt: 0 }, ...when } },
    { $group: { _id: null, frozen: { $sum: '$frozen' } } },
  ]).session(tx)
  return asPiastres(sum?.frozen ?? 0)
}
