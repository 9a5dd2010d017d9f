import { createHmac, createSecretKey, hkdfSync, type KeyObject, timingSafeEqual } from 'node:crypto'
import { config } from '#lib/platform/config.ts'

/** What a key is for. Each purpose has its own key, all derived from one secret, so that a key fits no other purpose. */
type Purpose =
  'access-token' | 'refresh-token' | 'password-pepper' | 'login-source' | 'login-challenge' | 'unsubscribe'

/** What stays for years. Its keys are derived from LASTING_SECRET, so that JWT_SECRET can be changed without them. */
const LASTING: readonly Purpose[] = ['password-pepper', 'login-source', 'unsubscribe']

export interface DerivedKey {
  /** Names the key in a token (`kid`) and tells nothing of it. */
  readonly id: string
  readonly key: KeyObject
}

/** By purpose, and by the secrets that they are derived from. */
const cache = new Map<Purpose, { readonly from: string; readonly keys: readonly DerivedKey[] }>()

/**
 * The keys that are accepted for a purpose: the one in use, then the one before it while JWT_SECRET is changed. They are
 * derived once for as long as the secrets stay the same. They are KeyObjects, as jsonwebtoken takes 26 us with a string
 * secret and 7 us with a KeyObject.
 */
export async function derivedKeysFor(purpose: Purpose): Promise<readonly [DerivedKey, ...DerivedKey[]]> {
  const {
    JWT_SECRET: current,
    JWT_SECRET_PREVIOUS: previous,
    LASTING_SECRET: lasting,
  } = await config('tokens')
  const isLasting = lasting !== undefined && LASTING.includes(purpose)
  const secrets = isLasting ? [lasting] : [current, ...(previous ? [previous] : [])]
  const from = secrets.join('\n')
  const known = cache.get(purpose)
  const keys = known?.from === from ? known.keys : secrets.map((secret) => derive(secret, purpose))
  cache.set(purpose, { from, keys })
  return keys as readonly [DerivedKey, ...DerivedKey[]] // there is one for each secret, and one secret at least
}

/** The key that signs, hashes or seals from now on. */
export async function derivedKeyFor(purpose: Purpose): Promise<KeyObject> {
  const [{ key }] = await derivedKeysFor(purpose)
  return key
}

/** The seal of a text: its HMAC by the key in use, in base64url. */
export async function sealOf(purpose: Purpose, text: string): Promise<string> {
  return seal(await derivedKeyFor(purpose), text)
}

/** Whether a seal is that of a text, by any key that is accepted; in constant time for each. */
export async function isSealOf(purpose: Purpose, text: string, given: string): Promise<boolean> {
  const bytes = Buffer.from(given)
  return (await derivedKeysFor(purpose)).some(({ key }) => {
    const expected = Buffer.from(seal(key, text))
    return bytes.length === expected.length && timingSafeEqual(bytes, expected)
  })
}

const seal = (key: KeyObject, text: string): string =>
  createHmac('sha256', key).update(text).digest('base64url')

const hkdf = (secret: string, purpose: string, bytes: number): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, 'craftworks', purpose, bytes))

const derive = (secret: string, purpose: Purpose): DerivedKey => ({
  id: hkdf(secret, `id of ${purpose}`, 6).toString('base64url'),
  key: createSecretKey(hkdf(secret, purpose, 64)),
})
