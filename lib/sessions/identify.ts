import { fail } from '#lib/errors/app-error.ts'
import { isStaff, type Role } from '#lib/model/role.ts'
import { Session, type SessionRecord } from '#lib/model/session.model.ts'
import { User, type UserRecord } from '#lib/model/user.model.ts'
import { realTime } from '#lib/platform/clock.ts'
import type { SessionId, UserId } from '#lib/platform/ids.ts'
import type { Locale } from '#lib/platform/locale.ts'
import { connectMongo, MAX_TIME_MS, objectId } from '#lib/platform/mongo.ts'
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

/** What is read of an account. */
const USER_FIELDS = { role: 1, locale: 1, isBanned: 1, banReason: 1, bannedAt: 1, deletedAt: 1 } as const

type KnownUser = Pick<UserRecord, keyof typeof USER_FIELDS> & {
  readonly sessions: readonly Pick<SessionRecord, 'secondFactor'>[]
}

/**
 * Identifies a user in one of their sessions. The session must be active, and the user must exist and not be banned.
 * Both are read by one command, past mongoose: every request begins with it.
 * Throws UNAUTHENTICATED or ACCOUNT_BLOCKED.
 */
export async function identify(userId: UserId, sessionId: SessionId): Promise<Identity> {
  await connectMongo()
  const user = await readUser(userId, sessionId)
  if (!user || user.deletedAt) throw fail('UNAUTHENTICATED')
  refuseBlocked(user) // before the session is checked: a ban ends the sessions too, and its error gives the reason
  const [session] = user.sessions
  if (!session) throw fail('UNAUTHENTICATED')
  const lacksSecondFactor =
    isStaff(user.role) && !session.secondFactor && (await currentSettings()).staffSecondFactor
  return { id: userId, role: user.role, session: sessionId, locale: user.locale ?? null, lacksSecondFactor }
}

/** The account, and its session if it is active. */
async function readUser(userId: UserId, sessionId: SessionId): Promise<KnownUser | undefined> {
  const _id = objectId(userId)
  const active = { _id: objectId(sessionId), user: _id, endedAt: null, expiresAt: { $gt: realTime() } }
  const ofSession = [{ $match: active }, { $project: { secondFactor: 1 } }]
  const [user] = await User.collection
    .aggregate<KnownUser>(
      [
        { $match: { _id } },
        { $project: USER_FIELDS },
        { $lookup: { from: Session.collection.name, pipeline: ofSession, as: 'sessions' } },
      ],
      { maxTimeMS: MAX_TIME_MS },
    )
    .toArray()
  return user
}
