import { logActivity } from '#lib/activity/activity-log.ts'
import { fail } from '#lib/errors/app-error.ts'
import { readIdentity } from '#lib/gateways/identity/identity.ts'
import { clock } from '#lib/platform/clock.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { inTransaction, isDuplicate } from '#lib/platform/mongo.ts'
import { readPhone } from '#lib/platform/phone.ts'
import { User } from '#lib/users/user.model.ts'
import { readOwnProfile } from '#lib/users/read-own-profile.ts'

/**
 * Prove a phone number: the app had a code sent to it and hands in the provider's word.
 * 1. the provider vouches for the token (INVALID_IDENTITY_TOKEN, IDENTITY_UNAVAILABLE)
 * 2. it carries an Egyptian mobile number (PHONE_NOT_CONFIRMED), which becomes or stays the account's
 * 3. no other account has it (PHONE_TAKEN): of two accounts at once one wins
 */
export async function verifyPhone({ idToken, me }: { readonly idToken: string; readonly me: UserId }) {
  const identity = await readIdentity(idToken)
  const phone = identity.phone === null ? null : readPhone(identity.phone)
  if (phone === null) throw fail('PHONE_NOT_CONFIRMED')
  const at = clock()
  const proved = await inTransaction(async (session) => {
    const user = await User.findOneAndUpdate(
      { _id: me, deletedAt: null },
      { $set: { phone, phoneVerifiedAt: at, updatedAt: at } },
      { session, returnDocument: 'after' },
    ).lean()
    if (!user) throw fail('UNAUTHENTICATED')
    await logActivity(session, { actor: me, action: 'user.verifyPhone', target: { kind: 'User', id: me } })
    return user
  }).catch((error: unknown) => {
    throw isDuplicate(error, 'phone') ? fail('PHONE_TAKEN', { cause: error }) : error
  })
  return readOwnProfile(proved)
}
