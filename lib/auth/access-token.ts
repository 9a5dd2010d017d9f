import jwt from 'jsonwebtoken'
import * as z from 'zod'
import { keyFor } from '#lib/auth/keys.ts'
import { fail } from '#lib/errors/app-error.ts'
import { HOUR, after, realTime } from '#lib/platform/clock.ts'
import type { SessionId, UserId } from '#lib/platform/ids.ts'

const LIFETIME = HOUR
const ISSUER = 'craftworks'
const AUDIENCE = 'craftworks-api'

const hexId = z.string().regex(/^[0-9a-f]{24}$/)
const claims = z.object({ sub: hexId, sid: hexId, typ: z.literal('access'), exp: z.int(), iat: z.int() })

/** Signs an access token for one session; it lives an hour of real time. */
export async function signAccessToken(userId: UserId, sessionId: SessionId, lifetime: number = LIFETIME) {
  const now = realTime()
  const expiresAt = after(now, lifetime)
  const payload = {
    sid: sessionId,
    typ: 'access',
    iat: Math.floor(now.getTime() / 1000),
    exp: Math.floor(expiresAt.getTime() / 1000),
  }
  const key = await keyFor('access-token')
  const token = jwt.sign(payload, key, {
    algorithm: 'HS256',
    subject: userId,
    issuer: ISSUER,
    audience: AUDIENCE,
  })
  return { token, expiresAt }
}

/** Reads an access token. Throws UNAUTHENTICATED for one that is not ours, not whole, or too old. */
export async function readAccessToken(token: string): Promise<{ userId: UserId; sessionId: SessionId }> {
  const key = await keyFor('access-token')
  try {
    const payload = jwt.verify(token, key, {
      algorithms: ['HS256'], // without this list HS384 and HS512 would pass as well
      issuer: ISSUER,
      audience: AUDIENCE,
      clockTimestamp: Math.floor(realTime().getTime() / 1000),
    })
    const { sub, sid } = claims.parse(payload)
    return { userId: sub as UserId, sessionId: sid as SessionId }
  } catch (cause) {
    throw fail('UNAUTHENTICATED', { cause })
  }
}
