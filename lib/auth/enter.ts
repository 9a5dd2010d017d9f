import { beginSession } from '#lib/auth/session.ts'
import { sourceOf, withSource } from '#lib/auth/source.ts'
import { fail } from '#lib/errors/app-error.ts'
import { realTime } from '#lib/platform/clock.ts'
import { idOf } from '#lib/platform/ids.ts'
import { inTransaction } from '#lib/platform/mongo.ts'
import { User, type UserRecord } from '#lib/users/user.model.ts'
import { readOwnProfile } from '#lib/users/read-own-profile.ts'

/**
 * Logs in a person who has proved himself: one transaction writes the account (it must still be the one
 * that was judged, else INVALID_CREDENTIALS) and begins the session, so that of this and a ban or a new
 * password at once the later sees the earlier.
 */
export async function enter(user: UserRecord, address: string) {
  const [source, profile] = await Promise.all([sourceOf(address), readOwnProfile(user)])
  return inTransaction(async (session) => {
    const asJudged = { _id: user._id, isBanned: false, deletedAt: null, password: user.password ?? null }
    const entering = { lastLoginAt: realTime(), knownSources: withSource(user.knownSources, source) }
    const { matchedCount } = await User.updateOne(asJudged, { $set: entering }, { session })
    if (matchedCount === 0) throw fail('INVALID_CREDENTIALS')
    const tokens = await beginSession(idOf<'User'>(user._id), session)
    return { ...tokens, user: profile }
  })
}
