import { logActivity } from '#lib/activity/activity-log.ts'
import { forgiveFailures } from '#lib/auth/login-attempt.ts'
import { checkPassword, hashPassword } from '#lib/auth/password.ts'
import { hashOfResetToken } from '#lib/auth/reset-token.ts'
import { endSessionsOf } from '#lib/auth/session.ts'
import { tellOfNewPassword } from '#lib/auth/tell-of-new-password.ts'
import { fail } from '#lib/errors/app-error.ts'
import { recordEvent } from '#lib/events/outbox.ts'
import { clock, realTime } from '#lib/platform/clock.ts'
import { idOf } from '#lib/platform/ids.ts'
import type { Locale } from '#lib/platform/locale.ts'
import { inTransaction, trusted } from '#lib/platform/mongo.ts'
import { closeSocketsOf } from '#lib/realtime/close-sockets.ts'
import { User } from '#lib/users/user.model.ts'

const DONE = {
  en: 'Your password is set. Please log in',
  ar: 'تم تعيين كلمة المرور، يمكنك تسجيل الدخول الآن',
} as const

/**
 * Reset a password with the token of a reset link.
 * 1. the token is the account's newest and not older than an hour (INVALID_RESET_TOKEN)
 * 2. the password is none that a guesser tries first (PASSWORD_TOO_COMMON, PASSWORD_TOO_PERSONAL); the token stays good
 * 3. one transaction: the password, the token used up, every session ended, the activity log, the event
 * 4. the sockets of those sessions close; an e-mail tells the owner; the place he then logs in from is not locked by what failed before
 * The link proves the e-mail. Of many uses at once exactly one wins; the others are INVALID_RESET_TOKEN.
 */
export async function resetPassword(
  { token, password }: { readonly token: string; readonly password: string },
  locale: Locale,
) {
  const resetPasswordToken = hashOfResetToken(token)
  const inTime = trusted({ $gt: realTime() })
  const holder = { resetPasswordToken, resetPasswordExpires: inTime, deletedAt: null }
  const user = await User.findOne(holder, { email: 1, phone: 1, firstName: 1, lastName: 1, locale: 1 }).lean()
  if (!user) throw fail('INVALID_RESET_TOKEN')
  checkPassword(password, user)
  const userId = idOf<'User'>(user._id)
  const hash = await hashPassword(password)
  await inTransaction(async (session) => {
    const { matchedCount } = await User.updateOne(
      { _id: user._id, ...holder },
      {
        $set: { password: hash, emailVerifiedAt: realTime(), updatedAt: clock() },
        $unset: { resetPasswordToken: 1, resetPasswordExpires: 1 },
      },
      { session },
    )
    if (matchedCount === 0) throw fail('INVALID_RESET_TOKEN')
    await endSessionsOf(userId, 'reset', { session })
    const target = { kind: 'User', id: userId }
    await logActivity(session, { actor: userId, action: 'user.resetPassword', target })
    await recordEvent(session, 'account.passwordChanged', { userId, how: 'reset' })
  })
  await closeSocketsOf({ userId })
  await forgiveFailures(userId)
  await tellOfNewPassword(user, `changed-${resetPasswordToken}`)
  return { message: DONE[locale] }
}
