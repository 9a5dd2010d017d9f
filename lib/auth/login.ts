import type * as z from 'zod'
import type { credentials, LOGIN_TYPES } from '#lib/auth/auth.schemas.ts'
import { checkAttempt } from '#lib/auth/check-attempt.ts'
import { completeLogin } from '#lib/auth/complete-login.ts'
import { challengeFor } from '#lib/auth/login-challenge.ts'
import { fail } from '#lib/errors/app-error.ts'
import { isStaff, type Role } from '#lib/model/role.ts'
import { SecondFactor } from '#lib/model/second-factor.model.ts'
import { User, type UserRecord } from '#lib/model/user.model.ts'
import { passwordMatches } from '#lib/passwords/password.ts'
import { idOf } from '#lib/platform/ids.ts'
import { trusted } from '#lib/platform/mongo.ts'
import { readPhone } from '#lib/platform/phone.ts'
import { refuseBlocked } from '#lib/sessions/refuse-blocked.ts'
import { email } from '#lib/users/user.schemas.ts'

/**
 * Log in with e-mail or phone and a password.
 * 1. find the account by what was typed; an account that does not exist takes the same steps and the same time
 * 2. the attempt is within the limits of its account and its address (TOO_MANY_ATTEMPTS)
 * 3. the password is right (INVALID_CREDENTIALS); the errors of step 4 are shown only after the right password
 * 4. the account is not blocked (ACCOUNT_BLOCKED), and its role has this login type (WRONG_LOGIN_TYPE)
 * 5. staff with a second factor get a challenge, and go on with it (SECOND_FACTOR_REQUIRED)
 * 6. a new session begins; the source of the login is remembered as one of the owner's
 * If a ban or a new password comes at the same time, the login is refused or its session is ended with the others.
 */
export async function login(
  { loginIdentifier, password, type }: z.output<typeof credentials>,
  { address }: { readonly address: string },
) {
  const identifier = identifierOf(loginIdentifier)
  const user = identifier && (await User.findOne({ ...identifier, deletedAt: null }).lean())
  const account = user ? idOf(user._id) : Object.values(identifier ?? { loginIdentifier }).join()
  const isRight = await checkAttempt({ account, address, knownSources: user?.knownSources ?? [] }, () =>
    passwordMatches(password, user?.password),
  )
  if (!user || !isRight) throw fail('INVALID_CREDENTIALS')
  refuseBlocked(user)
  if (loginTypeOf(user.role) !== type) throw fail('WRONG_LOGIN_TYPE')
  if (isStaff(user.role) && (await hasSecondFactor(user._id))) {
    throw fail('SECOND_FACTOR_REQUIRED', { fields: { challenge: await challengeFor(user) } })
  }
  return completeLogin(user, address)
}

const hasSecondFactor = async (user: UserRecord['_id']): Promise<boolean> =>
  (await SecondFactor.exists({ _id: user, confirmedAt: trusted({ $exists: true }) })) !== null

/** What was typed, in its stored form: an e-mail, or a phone number in any notation; null if it is neither. */
function identifierOf(typed: string): { email: string } | { phone: string } | null {
  const address = email.safeParse(typed)
  if (address.success) return { email: address.data }
  const phone = readPhone(typed)
  return phone === null ? null : { phone }
}

const loginTypeOf = (role: Role): (typeof LOGIN_TYPES)[number] => (isStaff(role) ? 'admins' : 'clients')
