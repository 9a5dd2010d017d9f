import { fail } from '#lib/errors/app-error.ts'
import { isStaff, type Role } from '#lib/model/role.ts'
import { Session } from '#lib/model/session.model.ts'
import { User } from '#lib/model/user.model.ts'
import { realTime } from '#lib/platform/clock.ts'
import type { SessionId, UserId } from '#lib/platform/ids.ts'
import type { Locale } from '#lib/platform/locale.ts'
import { connectMongo, trusted } from '#lib/platform/mongo.ts'
import { refuseBlocked } from '#lib/sessions/refuse-blocked.ts'
import { currentSettings } from '#lib/settings/settings.ts'

/** The person who makes a request, as the database has them now: a ban or a new role takes effect at once. */
export interface Identity {
  readonly id: UserId
  readonly role: Role
  readonly session: SessionId
  readonly locale: Locale | null
  /** Staff who have to log in with a second factor, and have not in this session: they may only set one up. */
  readonly lacksSecondFactor: boolean
}

/**
 * Identifies a user in one of their sessions. The session must be active, and the user must exist and not be banned.
 * Both are read at the same time, so this costs one round trip. Throws UNAUTHENTICATED or ACCOUNT_BLOCKED.
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
    Session.findOne(
      { _id: sessionId, user: userId, endedAt: null, expiresAt: trusted({ $gt: realTime() }) },
      { secondFactor: 1 },
    ).lean(),
  ])
  if (!user || user.deletedAt) throw fail('UNAUTHENTICATED')
  refuseBlocked(user) // before the session is checked: a ban ends the sessions too, and its error gives the reason
  if (!session) throw fail('UNAUTHENTICATED')
  const lacksSecondFactor =
    isStaff(user.role) && !session.secondFactor && (await currentSettings()).staffSecondFactor
  return { id: userId, role: user.role, session: sessionId, locale: user.locale ?? null, lacksSecondFactor }
}
