import type { ClientSession } from 'mongoose'
import { Contract } from '#lib/contracts/contract.model.ts'
import { asPiastres, type Piastres } from '#lib/money/piastres.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'

/** What disputes hold back in a craftsman's wallet, in piastres: nobody takes it, not even for fees. */
export async function frozenOf(userId: UserId, session: ClientSession | null = null): Promise<Piastres> {
  const [sum] = await Contract.aggregate<{ frozen: number }>([
    { $match: { craftsman: objectId(userId), status: 'Disputed', frozen: { $gt: 0 } } },
    { $group: { _id: null, frozen: { $sum: '$frozen' } } },
  ]).session(session)
  return asPiastres(sum?.frozen ?? 0)
}
