import { randomBytes } from 'node:crypto'
import * as z from 'zod'
import { CannotStartError } from '#infra/local/stop-with.ts'
import { logActivity } from '#lib/activity/log-activity.ts'
import { AppError } from '#lib/errors/app-error.ts'
import { ERRORS } from '#lib/errors/codes.ts'
import { User } from '#lib/model/user.model.ts'
import { checkPassword, hashPassword } from '#lib/passwords/password.ts'
import { clock } from '#lib/platform/clock.ts'
import { newId } from '#lib/platform/ids.ts'
import { inTransaction, isDuplicate } from '#lib/platform/mongo.ts'

export interface NewAdmin {
  readonly email: string
  readonly firstName: string
  readonly lastName: string
  readonly password: string
}

const email = z.email()

/** A password that nobody guesses: 24 letters and digits. */
export const generatePassword = (): string => randomBytes(18).toString('base64url').replace(/[-_]/g, 'x')

/** An e-mail as accounts store it. Throws a CannotStartError for what is none. */
export function readEmail(given: string): string {
  const found = email.safeParse(given.trim().toLowerCase())
  if (!found.success) throw new CannotStartError(`"${given}" is no e-mail address.`)
  return found.data
}

/**
 * Whether there is this admin already; then nothing is to be done. Throws a CannotStartError if somebody else has the
 * e-mail: an account's role is changed by an admin, not by a command.
 */
export async function isAdmin(address: string): Promise<boolean> {
  const user = await User.findOne({ email: address }, { role: 1 }).lean()
  if (!user) return false
  if (user.role === 'Admin') return true
  throw new CannotStartError(`${address} is the account of a ${user.role.toLowerCase()}. Use another e-mail.`)
}

/**
 * Opens the account of an admin, with its entry in the activity log. Twice at once makes one. Returns whether it was
 * made. Throws a CannotStartError for a password that a guesser tries first.
 */
export async function createAdmin({ password, ...person }: NewAdmin): Promise<boolean> {
  refuseWeak(password, person)
  const at = clock()
  const _id = newId<'User'>()
  const admin = {
    ...person,
    _id,
    role: 'Admin' as const,
    password: await hashPassword(password),
    createdAt: at,
    updatedAt: at,
  }
  return inTransaction(async (tx) => {
    await User.create([admin], { session: tx })
    await logActivity(tx, { actor: null, action: 'user.createAdmin', target: { kind: 'User', id: _id } })
    return true
  }).catch(async (error: unknown) => {
    if (isDuplicate(error, 'email') && (await isAdmin(person.email))) return false
    throw error
  })
}

function refuseWeak(password: string, person: Omit<NewAdmin, 'password'>): void {
  if (password.length < 8 || password.length > 128) {
    throw new CannotStartError('A password has 8 to 128 characters.')
  }
  try {
    checkPassword(password, person)
  } catch (error) {
    throw error instanceof AppError ? new CannotStartError(`${ERRORS[error.code].en}.`) : error
  }
}
