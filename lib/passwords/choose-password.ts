import { fail } from '#lib/errors/app-error.ts'
import { clearLimit, spendLimit } from '#lib/limits/limits.ts'
import type { UserRecord } from '#lib/model/user.model.ts'
import { checkPassword, hashPassword, passwordMatches } from '#lib/passwords/password.ts'
import { idOf } from '#lib/platform/ids.ts'

interface PasswordChange {
  readonly currentPassword: string
  readonly newPassword: string
}

/**
 * Checks a change of password and hashes the new one.
 * 1. a limited number of attempts (TOO_MANY_ATTEMPTS), so that a stolen session cannot be used to guess the password
 * 2. the current password is right (WRONG_CURRENT_PASSWORD)
 * 3. the new one is not one that a guesser tries first (PASSWORD_TOO_COMMON, PASSWORD_TOO_PERSONAL)
 */
export async function choosePassword(
  user: UserRecord,
  { currentPassword, newPassword }: PasswordChange,
): Promise<string> {
  const userId = idOf<'User'>(user._id)
  await spendLimit('passwordChanges', userId, 'TOO_MANY_ATTEMPTS')
  if (!(await passwordMatches(currentPassword, user.password))) throw fail('WRONG_CURRENT_PASSWORD')
  await clearLimit('passwordChanges', userId)
  checkPassword(newPassword, user)
  return hashPassword(newPassword)
}
