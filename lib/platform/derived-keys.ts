import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'
import { config } from '#lib/platform/config.ts'

/** What a key is for. Each purpose has its own key, all derived from one secret, so that a key fits no other purpose. */
type Purpose = 'access-token' | 'refresh-token' | 'password-pepper' | 'login-source' | 'unsubscribe'

const keys = new Map<Purpose, Promise<KeyObject>>()

/**
 * The key for one purpose, derived from JWT_SECRET once per process. It is a KeyObject, as jsonwebtoken takes 26 us
 * with a string secret and 7 us with a KeyObject.
 */
export function derivedKeyFor(purpose: Purpose): Promise<KeyObject> {
  const known = keys.get(purpose)
  if (known) return known
  const derived = config('tokens').then(({ JWT_SECRET }) =>
    createSecretKey(Buffer.from(hkdfSync('sha256', JWT_SECRET, 'craftworks', purpose, 64))),
  )
  keys.set(purpose, derived)
  derived.catch(() => keys.delete(purpose))
  return derived
}
