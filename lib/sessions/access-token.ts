import type { KeyObject } from 'node:crypto'
import jwt from 'jsonwebtoken'
import * as z from 'zod'
import { AppError, fail } from '#lib/errors/app-error.ts'
import { addMs, HOUR, realTime } from '#lib/platform/clock.ts'
import { derivedKeysFor } from '#lib/platform/derived-keys.ts'
import type { SessionId, UserId } from '#lib/platform/ids.ts'
import { withFreshSecrets } from '#lib/platform/secrets.ts'

export const LIFETIME_MS = HOUR
const ISSUER = 'craftworks'
const AUDIENCE = 'craftworks-api'

const hexId = z.string().regex(/^[0-9a-f]{24}$/)
const claims = z.object({ sub: hexId, sid: hexId, typ: z.literal('access'), exp: z.int(), iat: z.int() })

/** Signs an access token for one session, valid for one hour of real time. The same instant makes the same token. */
export async function signAccessToken(
  userId: UserId,
  sessionId: SessionId,
  lifetime: number = LIFETIME_MS,
  issuedAt: Date = realTime(),
) {
  const expiresAt = addMs(issuedAt, lifetime)
  const payload = {
    sid: sessionId,
    typ: 'access',
    iat: Math.floor(issuedAt.getTime() / 1000),
    exp: Math.floor(expiresAt.getTime() / 1000),
  }
  const [{ key, id }] = await derivedKeysFor('access-token')
  const token = jwt.sign(payload, key, {
    algorithm: 'HS256',
    keyid: id,
    subject: userId,
    issuer: ISSUER,
    audience: AUDIENCE,
  })
  return { token, expiresAt }
}

/** Verifies an access token. Throws UNAUTHENTICATED if it is not ours, incomplete or expired. */
export const readAccessToken = (token: string): Promise<TokenOwner> =>
  withFreshSecrets(() => verify(token), isOfAnotherKey)

interface TokenOwner {
  readonly userId: UserId
  readonly sessionId: SessionId
}

/** Signed by another key: perhaps by the one that the secret has by now. */
const isOfAnotherKey = (error: unknown): boolean =>
  error instanceof AppError &&
  error.detail.cause instanceof jwt.JsonWebTokenError &&
  error.detail.cause.message === 'invalid signature'

/**
 * The key that a token names as its own (`kid`): the one in use, or the one before it. The name is compared and used for
 * nothing else. A token that names none is tried with the key in use, and so is one that names another: it does not fit.
 */
function keyOf(token: string, keys: Awaited<ReturnType<typeof derivedKeysFor>>): KeyObject {
  if (keys.length === 1) return keys[0].key
  const kid = jwt.decode(token, { complete: true })?.header.kid
  return (keys.find(({ id }) => id === kid) ?? keys[0]).key
}

async function verify(token: string): Promise<TokenOwner> {
  const keys = await derivedKeysFor('access-token')
  try {
    const payload = jwt.verify(token, keyOf(token, keys), {
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
