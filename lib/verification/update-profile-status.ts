import type { ClientSession } from 'mongoose'
import { User } from '#lib/model/user.model.ts'
import { Verification } from '#lib/model/verification.model.ts'
import { clock } from '#lib/platform/clock.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'

/**
 * Writes on the profile what its verifications come to, in the transaction that changes them: Verified while one is
 * in effect, also while its renewal waits or was rejected; else Pending while one waits; else what the last one came to.
 */
export async function updateProfileStatus(tx: ClientSession, craftsman: UserId): Promise<void> {
  const at = clock()
  const all = await Verification.find({ craftsman: objectId(craftsman) }, { status: 1, expiresAt: 1 })
    .sort({ createdAt: -1, _id: -1 })
    .session(tx)
    .lean()
  const inEffect = all.find(
    ({ status, expiresAt }) => status === 'Verified' && !(expiresAt && expiresAt <= at),
  )
  const waiting = all.find(({ status }) => status === 'Pending')
  const last = all[0]?.status === 'Verified' ? 'Expired' : all[0]?.status // one in effect was found above
  const status = inEffect ? 'Verified' : waiting ? 'Pending' : (last ?? 'Pending')
  await User.updateOne(
    { _id: craftsman, role: 'Craftsman' },
    {
      $set: {
        'craftsmanInfo.verificationStatus': status,
        ...(inEffect?.expiresAt && { 'craftsmanInfo.verifiedUntil': inEffect.expiresAt }),
        updatedAt: at,
      },
      ...(!inEffect?.expiresAt && { $unset: { 'craftsmanInfo.verifiedUntil': 1 } }),
    },
    { session: tx },
  )
}
