import { createHmac } from 'node:crypto'
import bcrypt from 'bcryptjs'
import { keyFor } from '#lib/auth/keys.ts'
import { isCommonPassword } from '#lib/auth/common-passwords.ts'
import { config } from '#lib/platform/config.ts'
import { fail } from '#lib/errors/app-error.ts'

/**
 * Hashes a password, whole. bcrypt reads 72 bytes (37 Arabic letters), so it is given a MAC of
 * all of them instead (64 characters of base64), keyed so that a stolen table is of no use alone.
 */
export async function hashPassword(password: string): Promise<string> {
  const { PASSWORD_COST } = await config('tokens')
  return bcrypt.hash(await whole(password), PASSWORD_COST)
}

/** Whether this is the password of this hash; without a hash it takes the same time and says no. */
export async function passwordMatches(password: string, hash: string | undefined): Promise<boolean> {
  const { PASSWORD_COST } = await config('tokens')
  const matches = await bcrypt.compare(await whole(password), hash ?? nobodysHash(PASSWORD_COST))
  return hash !== undefined && matches
}

/** Has the form and the cost of a hash, and is no password's: for a login without an account. */
const nobodysHash = (cost: number): string => `$2b$${String(cost).padStart(2, '0')}$${'.'.repeat(53)}`

const whole = async (password: string): Promise<string> =>
  createHmac('sha384', await keyFor('password-pepper'))
    .update(password, 'utf8')
    .digest('base64')

/** The person whose password this is to be. */
interface Owner {
  readonly email: string
  readonly phone?: string | undefined
  readonly firstName: string
  readonly lastName: string
}

/** Refuses passwords that a guesser tries first: PASSWORD_TOO_COMMON, PASSWORD_TOO_PERSONAL. */
export function checkPassword(password: string, { email, phone, firstName, lastName }: Owner): void {
  if (isCommonPassword(password)) throw fail('PASSWORD_TOO_COMMON')
  const lower = password.toLowerCase().trim()
  const digits = password.replace(/\D/g, '')
  const personal = [
    email,
    email.split('@')[0],
    firstName,
    lastName,
    `${firstName}${lastName}`,
    `${firstName} ${lastName}`,
    'craftworks',
  ]
  const isPersonal = personal.some((word) => word !== undefined && word.toLowerCase() === lower)
  const isPhone =
    phone !== undefined &&
    digits.length >= 8 &&
    /^[\d\s+()-]+$/.test(password) &&
    phone.endsWith(digits.slice(-9))
  if (isPersonal || isPhone) throw fail('PASSWORD_TOO_PERSONAL')
}
