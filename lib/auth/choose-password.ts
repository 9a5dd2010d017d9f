import { checkPassword, hashPassword, passwordMatches } from '#lib/auth/password.ts'
import { fail } from '#lib/errors/app-error.ts'
import { clearLimit, spendLimit } from '#lib/limits/limits.ts'
import { idOf } from '#lib/platform/ids.ts'
import type { UserRecord } from '#lib/users/user.model.ts'

interface PasswordChange {
  readonly currentPassword: string
  readonly newPassword: string
}

/**
 * Judges a change of password and hashes the new one.
 * 1. so many tries in so many minutes (TOO_MANY_ATTEMPTS): a stolen session is no way to guess the password
 * 2. the current one is right (WRONG_CURRENT_PASSWORD)
 * 3. the new one is none that a guesser tries first (PASSWORD_TOO_COMMON, PASSWORD_TOO_PERSONAL)
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
