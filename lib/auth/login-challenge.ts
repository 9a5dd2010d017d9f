import { createHash } from 'node:crypto'
import { fail } from '#lib/errors/app-error.ts'
import type { UserRecord } from '#lib/model/user.model.ts'
import { addMs, MINUTE, realTime } from '#lib/platform/clock.ts'
import { isSealOf, sealOf } from '#lib/platform/derived-keys.ts'
import { idOf, type UserId } from '#lib/platform/ids.ts'

const LIFETIME_MS = 5 * MINUTE

type Challenged = Pick<UserRecord, '_id' | 'password'>

/** Proof that somebody gave the right password: for five minutes, and for this password alone. */
export async function challengeFor(user: Challenged): Promise<string> {
  const expiresAt = addMs(realTime(), LIFETIME_MS).getTime()
  const content = `${idOf<'User'>(user._id)}.${expiresAt}`
  return `${content}.${await sealOf('login-challenge', sealed(content, user))}`
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
  const isOurs = await isSealOf('login-challenge', sealed(`${userId}.${expiresAt}`, user), signature)
  if (!isOurs) throw fail('CHALLENGE_EXPIRED')
}

/** What is sealed: the content, for as long as the password stays. */
function sealed(content: string, { password }: Challenged): string {
  const ofPassword = createHash('sha256')
    .update(password ?? '')
    .digest('base64url')
  return `${content}.${ofPassword}`
}
