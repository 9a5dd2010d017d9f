import { Session } from '#lib/auth/session.model.ts'
import { fail } from '#lib/errors/app-error.ts'
import { realTime } from '#lib/platform/clock.ts'
import type { SessionId, UserId } from '#lib/platform/ids.ts'
import type { Locale } from '#lib/platform/locale.ts'
import { connectMongo, trusted } from '#lib/platform/mongo.ts'
import { refuseBlocked } from '#lib/users/blocked.ts'
import type { Role } from '#lib/users/role.ts'
import { User } from '#lib/users/user.model.ts'

/** The person behind a request, as the database knows him now: a ban or a new role counts at once. */
export interface Identity {
  readonly id: UserId
  readonly role: Role
  readonly session: SessionId
  readonly locale: Locale | null
}

/**
 * Who a user is in one of his sessions. The session has to go on, the user to exist and not to be banned.
 * Both look-ups go out together, so that this costs one round trip. Throws UNAUTHENTICATED or ACCOUNT_BLOCKED.
 */
export async function identify(userId: UserId, sessionId: SessionId): Promise<Identity> {
  await connectMongo()
  const [user, session] = await Promise.all([
    User.findById(userId, {
      role: 1,
      locale: 1,
      isBanned: 1,
      banReason: 1,
      bannedAt: 1,
      deletedAt: 1,
    }).lean(),
    Session.exists({ _id: sessionId, user: userId, endedAt: null, expiresAt: trusted({ $gt: realTime() }) }),
  ])
  if (!user || user.deletedAt) throw fail('UNAUTHENTICATED')
  refuseBlocked(user) // before the session is judged: a ban ends the sessions too, and says why
  if (!session) throw fail('UNAUTHENTICATED')
  return { id: userId, role: user.role, session: sessionId, locale: user.locale ?? null }
}
