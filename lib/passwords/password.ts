import { createHmac, type KeyObject } from 'node:crypto'
import bcrypt from 'bcryptjs'
import { fail } from '#lib/errors/app-error.ts'
import { isCommonPassword } from '#lib/passwords/common-passwords.ts'
import { config } from '#lib/platform/config.ts'
import { derivedKeysFor } from '#lib/platform/derived-keys.ts'
import { readAsNumber } from '#lib/platform/invisible-characters.ts'
import { opaqueString } from '#lib/platform/opaque-string.ts'

/**
 * Hashes a password of any length, in its opaque form. bcrypt only reads 72 bytes (36 Arabic letters), so it gets a MAC of the whole
 * password instead (64 characters of base64). The MAC is keyed, so a stolen table alone is of no use.
 */
export async function hashPassword(password: string): Promise<string> {
  const { PASSWORD_COST } = await config('tokens')
  const [{ key }] = await derivedKeysFor('password-pepper')
  return bcrypt.hash(prehash(opaqueString(password), key), PASSWORD_COST)
}

/**
 * Whether a password matches a hash. Without a hash it takes the same time and returns false. A password that was
 * typed in another form than the opaque one is also compared as typed, for hashes that were made that way. While
 * JWT_SECRET is changed and no LASTING_SECRET is set, hashes of before match too.
 */
export async function passwordMatches(password: string, hash: string | undefined): Promise<boolean> {
  const { PASSWORD_COST } = await config('tokens')
  for (const { key } of await derivedKeysFor('password-pepper')) {
    for (const form of new Set([opaqueString(password), password])) {
      const matches = await bcrypt.compare(prehash(form, key), hash ?? dummyHash(PASSWORD_COST))
      if (hash !== undefined && matches) return true
    }
  }
  return false
}

/** Has the form and the cost of a hash, but matches no password; for logins without an account. */
const dummyHash = (cost: number): string => `$2b$${String(cost).padStart(2, '0')}$${'.'.repeat(53)}`

const prehash = (password: string, pepper: KeyObject): string =>
  createHmac('sha384', pepper).update(password, 'utf8').digest('base64')

/** The person who will have this password. */
interface Owner {
  readonly email: string
  readonly phone?: string | undefined
  readonly firstName: string
  readonly lastName: string
}

/** Throws PASSWORD_TOO_COMMON or PASSWORD_TOO_PERSONAL for a password that a guesser tries first. */
export function checkPassword(typed: string, { email, phone, firstName, lastName }: Owner): void {
  const password = opaqueString(typed)
  if (isCommonPassword(password)) throw fail('PASSWORD_TOO_COMMON')
  const lower = password.toLowerCase().trim()
  const number = readAsNumber(password)
  const digits = number.replace(/\D/g, '')
  const personal = [
    email,
    email.split('@')[0],
    firstName,
    lastName,
    `${firstName}${lastName}`,
    `${firstName} ${lastName}`,
    'craftworks',
  ]
  const isPersonal = personal.some((value) => value !== undefined && value.toLowerCase() === lower)
  const isPhone =
    phone !== undefined &&
    digits.length >= 8 &&
    /^[\d\s+()-]+$/.test(number) &&
    phone.endsWith(digits.slice(-9))
  if (isPersonal || isPhone) throw fail('PASSWORD_TOO_PERSONAL')
}
