import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { fail } from '#lib/errors/app-error.ts'
import type { UserRecord } from '#lib/model/user.model.ts'
import { addMs, MINUTE, realTime } from '#lib/platform/clock.ts'
import { derivedKeyFor } from '#lib/platform/derived-keys.ts'
import { idOf, type UserId } from '#lib/platform/ids.ts'

const LIFETIME_MS = 5 * MINUTE

type Challenged = Pick<UserRecord, '_id' | 'password'>

/** Proof that somebody gave the right password: for five minutes, and for this password alone. */
export async function challengeFor(user: Challenged): Promise<string> {
  const expiresAt = addMs(realTime(), LIFETIME_MS).getTime()
  const content = `${idOf<'User'>(user._id)}.${expiresAt}`
  return `${content}.${await signatureOf(content, user)}`
}

/** Whose challenge this claims to be. Throws CHALLENGE_EXPIRED if it is none, or is too old. */
export function ownerOfChallenge(challenge: string): UserId {
  const [userId = '', expiresAt = ''] = challenge.split('.')
  const isForm = /^[0-9a-f]{24}\.\d{13}\.[\w-]{43}$/.test(challenge)
  if (!isForm || Number(expiresAt) <= realTime().getTime()) throw fail('CHALLENGE_EXPIRED')
  return userId as UserId
}

/** Throws CHALLENGE_EXPIRED unless the challenge was made for this user with the password that they still have. */
export async function assertChallenge(challenge: string, user: Challenged): Promise<void> {
  const [userId, expiresAt, signature = ''] = challenge.split('.')
  const expected = Buffer.from(await signatureOf(`${userId}.${expiresAt}`, user))
  const given = Buffer.from(signature)
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw fail('CHALLENGE_EXPIRED')
}

async function signatureOf(content: string, { password }: Challenged): Promise<string> {
  const ofPassword = createHash('sha256')
    .update(password ?? '')
    .digest('base64url')
  return createHmac('sha256', await derivedKeyFor('login-challenge'))
    .update(`${content}.${ofPassword}`)
    .digest('base64url')
}
