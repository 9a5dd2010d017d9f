import { sourceOf, withSource } from '#lib/auth/login-source.ts'
import { fail } from '#lib/errors/app-error.ts'
import { User, type UserRecord } from '#lib/model/user.model.ts'
import { clock, realTime } from '#lib/platform/clock.ts'
import { idOf } from '#lib/platform/ids.ts'
import { inTransaction } from '#lib/platform/mongo.ts'
import { beginSession, type LoginFactors } from '#lib/sessions/session.ts'
import { readOwnProfile } from '#lib/users/read-own-profile.ts'

/**
 * Completes the login of a person who has proved who they are. One transaction updates the account and begins
 * the session. The account must not have changed since it was checked (INVALID_CREDENTIALS). If a ban or a new
 * password comes at the same time, the later of the two sees the earlier.
 */
export async function completeLogin(user: UserRecord, address: string, factors: LoginFactors = {}) {
  const [source, profile] = await Promise.all([sourceOf(address), readOwnProfile(user)])
  return inTransaction(async (tx) => {
    const asChecked = { _id: user._id, isBanned: false, deletedAt: null, password: user.password ?? null }
    const loginFields = {
      lastLoginAt: realTime(),
      lastActiveAt: clock(),
      knownSources: withSource(user.knownSources, source),
    }
    const { matchedCount } = await User.updateOne(asChecked, { $set: loginFields }, { session: tx })
    if (matchedCount === 0) throw fail('INVALID_CREDENTIALS')
    const tokens = await beginSession(idOf<'User'>(user._id), tx, factors)
    return { ...tokens, user: profile }
  })
}
