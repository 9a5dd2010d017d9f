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
export async function frozenOf(userId: UserId, tx: ClientSession | null = null): Promise<Piastres> {
  const [sum] = await Contract.aggregate<{ frozen: number }>([
    {
      $match: {
        craftsman: objectId(userId),
        frozen: { $gt: 0 },
        $or: [{ status: 'Disputed' }, { 'decided.until': { $gt: clock() } }],
      },
    },
    { $group: { _id: null, frozen: { $sum: '$frozen' } } },
  ]).session(tx)
  return asPiastres(sum?.frozen ?? 0)
}
