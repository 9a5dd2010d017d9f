import { checkSecondFactor } from '#lib/auth/check-second-factor.ts'
import { completeLogin } from '#lib/auth/complete-login.ts'
import { assertChallenge, ownerOfChallenge } from '#lib/auth/login-challenge.ts'
import { fail } from '#lib/errors/app-error.ts'
import { User } from '#lib/model/user.model.ts'
import { refuseBlocked } from '#lib/sessions/refuse-blocked.ts'

/**
 * Complete a login of staff with the second factor.
 * 1. the challenge was given to who gave the right password, at most five minutes ago, and the password is still the
 *    same (CHALLENGE_EXPIRED)
 * 2. the account is not blocked (ACCOUNT_BLOCKED)
 * 3. the code is that of the app, or a recovery code that was not used (WRONG_SECOND_FACTOR, TOO_MANY_ATTEMPTS)
 * 4. a new session begins
 */
export async function loginWithSecondFactor(
  { challenge, code }: { readonly challenge: string; readonly code: string },
  { address }: { readonly address: string },
) {
  const userId = ownerOfChallenge(challenge)
  const user = await User.findOne({ _id: userId, deletedAt: null }).lean()
  if (!user) throw fail('CHALLENGE_EXPIRED')
  await assertChallenge(challenge, user)
  refuseBlocked(user)
  if (!(await checkSecondFactor(userId, code))) throw fail('WRONG_SECOND_FACTOR')
  return completeLogin(user, address, { secondFactor: true })
}
