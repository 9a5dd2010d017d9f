import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

const IV = 12
const TAG = 16

/** AES-256-GCM: what comes out is iv, tag and text in one; `bound` is not in it, but opening it takes the same. */
export function sealBox(key: Buffer, text: Buffer, bound: string): Buffer {
  const iv = randomBytes(IV)
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(bound))
  const sealed = Buffer.concat([cipher.update(text), cipher.final()])
  return Buffer.concat([iv, cipher.getAuthTag(), sealed])
}

/** Opens what sealBox made. Throws where a byte, the key or what it is bound to differs. */
export function openBox(key: Buffer, box: Buffer, bound: string): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, box.subarray(0, IV), { authTagLength: TAG })
    .setAAD(Buffer.from(bound))
    .setAuthTag(box.subarray(IV, IV + TAG))
  return Buffer.concat([decipher.update(box.subarray(IV + TAG)), decipher.final()])
}
