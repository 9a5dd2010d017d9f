import { readAccessToken } from '#lib/auth/access-token.ts'
import { Session } from '#lib/auth/session.model.ts'
import { fail } from '#lib/errors/app-error.ts'
import { headerOf, type HttpEvent } from '#lib/http/gateway-event.ts'
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
 * Who sends this request.
 * 1. the Bearer token is ours, whole and in time   2. its session is not ended   3. its user exists and is not banned
 * Both look-ups go out together, so that this costs one round trip. Throws UNAUTHENTICATED or ACCOUNT_BLOCKED.
 */
export async function authenticate(event: Pick<HttpEvent, 'headers'>): Promise<Identity> {
  const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(headerOf(event, 'authorization') ?? '')?.[1]
  if (!token) throw fail('UNAUTHENTICATED')
  const { userId, sessionId } = await readAccessToken(token)
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
