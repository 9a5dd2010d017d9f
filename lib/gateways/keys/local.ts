import { createHash, randomBytes } from 'node:crypto'
import type { Keys } from '#lib/gateways/keys/master-key.ts'
import { decryptAesGcm, encryptAesGcm } from '#lib/platform/aes-gcm.ts'

/**
 * The master keys of one machine, each 32 bytes in base64, with commas between: what KMS does on AWS, done here. The
 * first one wraps; those after it only unwrap what they wrapped before it came.
 */
export function localKeys(list: string): Keys {
  const masters = list.split(',').map((text) => Buffer.from(text, 'base64'))
  const current = masters[0] ?? Buffer.alloc(0) // the setting has one at least
  const wrap = (plain: Buffer, owner: string) => ({
    wrapped: encryptAesGcm(current, plain, owner),
    wrappedBy: nameOf(current),
  })
  const unwrap = (wrapped: Buffer, owner: string) => unwrapWithAny(masters, wrapped, owner)
  return {
    newDataKey: (owner) => {
      const plain = randomBytes(32)
      return Promise.resolve({ plain, ...wrap(plain, owner) })
    },
    unwrap: async (wrapped, owner) => unwrap(wrapped, owner),
    currentName: () => Promise.resolve(nameOf(current)),
    rewrap: async (wrapped, owner) => wrap(unwrap(wrapped, owner), owner),
  }
}

/** A key that does not fit is refused by the tag of AES-GCM, so that the next one can be tried. */
function unwrapWithAny(masters: readonly Buffer[], wrapped: Buffer, owner: string): Buffer {
  for (const [i, master] of masters.entries()) {
    try {
      return decryptAesGcm(master, wrapped, owner)
    } catch (error) {
      if (i === masters.length - 1) throw error
    }
  }
  throw new Error('there is no local key')
}

/** Says nothing about the key: half of a hash over 32 random bytes. */
const nameOf = (master: Buffer): string =>
  `local:${createHash('sha256').update(master).digest('hex').slice(0, 32)}`
