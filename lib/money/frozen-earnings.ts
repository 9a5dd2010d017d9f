import type { ClientSession, Types } from 'mongoose'
import { Contract } from '#lib/model/contract.model.ts'
import { clock } from '#lib/platform/clock.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { type Piastres, sum } from '#lib/platform/piastres.ts'

/**
 * The earnings in a craftsman's wallet that are frozen, in piastres: by a dispute, or by a decision against which a party
 * can still appeal. They cannot be taken, not even for fees.
 */
export async function frozenOf(userId: UserId, tx: ClientSession | null = null): Promise<Piastres> {
  return sum((await frozenContractsOf(userId, tx)).map(({ frozen }) => frozen))
}

/** The contracts that freeze something of a craftsman's earnings, and how much each does. They are few. */
export async function frozenContractsOf(
  userId: UserId,
  tx: ClientSession | null = null,
): Promise<readonly { readonly _id: Types.ObjectId; readonly frozen: Piastres }[]> {
  return Contract.aggregate<{ _id: Types.ObjectId; frozen: Piastres }>([
    {
      $match: {
        craftsman: objectId(userId),
        frozen: { $gt: 0 },
        $or: [{ status: 'Disputed' }, { 'decided.until': { $gt: clock() } }],
      },
    },
    { $project: { frozen: 1 } },
  ]).session(tx)
}
