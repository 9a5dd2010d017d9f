import { logActivity } from '#lib/activity/log-activity.ts'
import { fail } from '#lib/errors/app-error.ts'
import { readIdentity } from '#lib/gateways/identity/read-identity.ts'
import { User } from '#lib/model/user.model.ts'
import { clock } from '#lib/platform/clock.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { inTransaction, isDuplicate } from '#lib/platform/mongo.ts'
import { readPhone } from '#lib/platform/phone.ts'
import { readOwnProfile } from '#lib/users/read-own-profile.ts'

/**
 * Verify a phone number: the provider sent a code to it, and the app hands in the provider's token.
 * 1. the provider confirms the token (INVALID_IDENTITY_TOKEN, IDENTITY_UNAVAILABLE)
 * 2. the token has an Egyptian mobile number (PHONE_NOT_CONFIRMED), which becomes the account's number
 * 3. no other account has this number (PHONE_TAKEN); if two accounts verify it at once, one wins
 */
export async function verifyPhone({ idToken, me }: { readonly idToken: string; readonly me: UserId }) {
  const identity = await readIdentity(idToken)
  const phone = identity.phone === null ? null : readPhone(identity.phone)
  if (phone === null) throw fail('PHONE_NOT_CONFIRMED')
  const at = clock()
  const verified = await inTransaction(async (tx) => {
    const user = await User.findOneAndUpdate(
      { _id: me, deletedAt: null },
      { $set: { phone, phoneVerifiedAt: at, updatedAt: at } },
      { session: tx, returnDocument: 'after' },
    ).lean()
    if (!user) throw fail('UNAUTHENTICATED')
    await logActivity(tx, { actor: me, action: 'user.verifyPhone', target: { kind: 'User', id: me } })
    return user
  }).catch((error: unknown) => {
    throw isDuplicate(error, 'phone') ? fail('PHONE_TAKEN', { cause: error }) : error
  })
  return readOwnProfile(verified)
}
