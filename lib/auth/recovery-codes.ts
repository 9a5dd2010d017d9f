import { createHash, randomBytes } from 'node:crypto'

const COUNT = 10

/** Ten codes of 80 bits, as people copy them from a sheet of paper: `k3f9-2mqa-77xw-r0ct`. */
export const newRecoveryCodes = (): string[] =>
  Array.from({ length: COUNT }, () => {
    const letters = [...randomBytes(16)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('')
    return (letters.match(/.{4}/g) ?? []).join('-')
  })

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'

/** A code has 80 bits, so that a plain hash is enough: nobody can try them all. */
export const hashOfRecoveryCode = (code: string): string =>
  createHash('sha256')
    .update(code.toLowerCase().replace(/[^0-9a-z]/g, ''))
    .digest('base64url')
