import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'
import { config } from '#lib/platform/config.ts'

/** What a key is for: one secret, a key of its own for each purpose, so that none can stand in for another. */
type Purpose = 'access-token' | 'refresh-token' | 'password-pepper' | 'login-source' | 'unsubscribe'

const keys = new Map<Purpose, Promise<KeyObject>>()

/**
 * The key for one purpose, derived from JWT_SECRET once per process. A KeyObject, since jsonwebtoken
 * takes 26 us for a string secret and 7 us for this.
 */
export function keyFor(purpose: Purpose): Promise<KeyObject> {
  const known = keys.get(purpose)
  if (known) return known
  const derived = config('tokens').then(({ JWT_SECRET }) =>
    createSecretKey(Buffer.from(hkdfSync('sha256', JWT_SECRET, 'craftworks', purpose, 64))),
  )
  keys.set(purpose, derived)
  derived.catch(() => keys.delete(purpose))
  return derived
}
