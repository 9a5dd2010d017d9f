import type { ClientSession } from 'mongoose'
import { logActivity } from '#lib/activity/log-activity.ts'
import { fail } from '#lib/errors/app-error.ts'
import { readIdentity } from '#lib/gateways/identity/read-identity.ts'
import { User, type UserRecord } from '#lib/model/user.model.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf, type UserId } from '#lib/platform/ids.ts'
import { inTransaction, isDuplicate, objectId, trusted } from '#lib/platform/mongo.ts'
import { readPhone } from '#lib/platform/phone.ts'
import { readOwnProfile } from '#lib/users/read-own-profile.ts'

/** How often to try again if somebody claims the number at the same time. */
const MAX_ATTEMPTS = 3

/**
 * Verify a phone number: the provider sent a code to it, and the app hands in the provider's token.
 * 1. the provider confirms the token (INVALID_IDENTITY_TOKEN, IDENTITY_UNAVAILABLE)
 * 2. the token has an Egyptian mobile number (PHONE_NOT_CONFIRMED), which becomes the account's number
 * 3. an account that only claims this number loses it; if another account has proved it, that one keeps it
 *    (PHONE_TAKEN). If two accounts prove it at once, one wins
 */
export async function verifyPhone({ idToken, me }: { readonly idToken: string; readonly me: UserId }) {
  const identity = await readIdentity(idToken)
  const phone = identity.phone === null ? null : readPhone(identity.phone)
  if (phone === null) throw fail('PHONE_NOT_CONFIRMED')
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await readOwnProfile(await inTransaction((tx) => assignPhone(tx, me, phone)))
    } catch (error) {
      if (!isDuplicate(error, 'phone')) throw error
      const isProved = await User.exists({ phone, phoneVerifiedAt: trusted({ $exists: true }) })
      if (isProved || attempt === MAX_ATTEMPTS) throw fail('PHONE_TAKEN', { cause: error })
    }
  }
}

async function assignPhone(tx: ClientSession, me: UserId, phone: string): Promise<UserRecord> {
  const at = clock()
  await releaseClaim(tx, me, phone, at)
  const user = await User.findOneAndUpdate(
    { _id: me, deletedAt: null },
    { $set: { phone, phoneVerifiedAt: at, updatedAt: at } },
    { session: tx, returnDocument: 'after' },
  ).lean()
  if (!user) throw fail('UNAUTHENTICATED')
  await logActivity(tx, { actor: me, action: 'user.verifyPhone', target: { kind: 'User', id: me } })
  return user
}

/** Takes the number from an account that never proved it. Everything else of that account stays. */
async function releaseClaim(tx: ClientSession, me: UserId, phone: string, at: Date): Promise<void> {
  const claimed = await User.findOneAndUpdate(
    { phone, _id: trusted({ $ne: objectId(me) }), phoneVerifiedAt: trusted({ $exists: false }) },
    { $unset: { phone: 1 }, $set: { updatedAt: at } },
    { session: tx, projection: { _id: 1 } },
  ).lean()
  if (!claimed) return
  const target = { kind: 'User', id: idOf<'User'>(claimed._id) }
  await logActivity(tx, { actor: me, action: 'user.losePhone', target })
}
