import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'
import { config } from '#lib/platform/config.ts'

/** What a key is for. Each purpose has its own key, all derived from one secret, so that a key fits no other purpose. */
type Purpose =
  'access-token' | 'refresh-token' | 'password-pepper' | 'login-source' | 'login-challenge' | 'unsubscribe'

interface DerivedKey {
  readonly secret: string
  readonly key: KeyObject
}

const keys = new Map<Purpose, DerivedKey>()

/**
 * The key for one purpose, derived from JWT_SECRET once for as long as that stays the same. It is a KeyObject, as
 * jsonwebtoken takes 26 us with a string secret and 7 us with a KeyObject.
 */
export async function derivedKeyFor(purpose: Purpose): Promise<KeyObject> {
  const { JWT_SECRET: secret } = await config('tokens')
  const known = keys.get(purpose)
  if (known?.secret === secret) return known.key
  const key = createSecretKey(Buffer.from(hkdfSync('sha256', secret, 'craftworks', purpose, 64)))
  keys.set(purpose, { secret, key })
  return key
}
