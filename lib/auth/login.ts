import type * as z from 'zod'
import type { credentials, LOGIN_TYPES } from '#lib/auth/auth.schemas.ts'
import { enter } from '#lib/auth/enter.ts'
import { judgeAttempt } from '#lib/auth/login-attempt.ts'
import { passwordMatches } from '#lib/auth/password.ts'
import { fail } from '#lib/errors/app-error.ts'
import { idOf } from '#lib/platform/ids.ts'
import { readPhone } from '#lib/platform/phone.ts'
import { refuseBlocked } from '#lib/users/blocked.ts'
import { isStaff, type Role } from '#lib/users/role.ts'
import { User } from '#lib/users/user.model.ts'
import { email } from '#lib/users/user.schemas.ts'

/**
 * Log in with e-mail or phone and a password.
 * 1. the account by what was typed; one that does not exist goes the same way and takes the same time
 * 2. the attempt within the limits of its account and its address (TOO_MANY_ATTEMPTS)
 * 3. the password (INVALID_CREDENTIALS); only who knows it hears of the next two
 * 4. the account is not blocked (ACCOUNT_BLOCKED) and logs in here (WRONG_LOGIN_TYPE)
 * 5. a new session; the place is remembered as one of the owner's
 * Of a login and a ban or a new password at once, the login is refused or its session is ended with the others.
 */
export async function login(
  { loginIdentifier, password, type }: z.output<typeof credentials>,
  { address }: { readonly address: string },
) {
  const identifier = asStored(loginIdentifier)
  const user = identifier && (await User.findOne({ ...identifier, deletedAt: null }).lean())
  const account = user ? idOf(user._id) : Object.values(identifier ?? { loginIdentifier }).join()
  const isRight = await judgeAttempt({ account, address, knownSources: user?.knownSources ?? [] }, () =>
    passwordMatches(password, user?.password),
  )
  if (!user || !isRight) throw fail('INVALID_CREDENTIALS')
  refuseBlocked(user)
  if (typeOf(user.role) !== type) throw fail('WRONG_LOGIN_TYPE')
  return enter(user, address)
}

/** What was typed as it would be stored: an e-mail or a phone, any way it is written; null for neither. */
function asStored(typed: string): { email: string } | { phone: string } | null {
  const address = email.safeParse(typed)
  if (address.success) return { email: address.data }
  const phone = readPhone(typed)
  return phone === null ? null : { phone }
}

const typeOf = (role: Role): (typeof LOGIN_TYPES)[number] => (isStaff(role) ? 'admins' : 'clients')
