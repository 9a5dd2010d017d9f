import { randomBytes } from 'node:crypto'
import type { Keys } from '#lib/gateways/keys/master-key.ts'
import { decryptAesGcm, encryptAesGcm } from '#lib/platform/aes-gcm.ts'

/** The master key of one machine, 32 bytes in base64: what KMS does on AWS, done here. */
export function localKeys(master: string): Keys {
  const key = Buffer.from(master, 'base64')
  return {
    newDataKey: (owner) => {
      const plain = randomBytes(32)
      return Promise.resolve({ plain, wrapped: encryptAesGcm(key, plain, owner) })
    },
    unwrap: (wrapped, owner) => Promise.resolve(decryptAesGcm(key, wrapped, owner)),
  }
}
