import type { ClientSession } from 'mongoose'
import { logActivity } from '#lib/activity/log-activity.ts'
import { clearFailedLogins } from '#lib/auth/check-attempt.ts'
import { hashOfResetToken } from '#lib/auth/reset-token.ts'
import { fail } from '#lib/errors/app-error.ts'
import { recordEvent } from '#lib/events/record-event.ts'
import { User } from '#lib/model/user.model.ts'
import { checkPassword, hashPassword } from '#lib/passwords/password.ts'
import { sendPasswordChanged } from '#lib/passwords/send-password-changed.ts'
import { clock, realTime } from '#lib/platform/clock.ts'
import { idOf, type UserId } from '#lib/platform/ids.ts'
import { inTransaction, trusted } from '#lib/platform/mongo.ts'
import { closeSocketsOf } from '#lib/realtime/close-sockets.ts'
import { endSessionsOf } from '#lib/sessions/session.ts'

const MESSAGE = {
  en: 'Your password is set. Please log in',
  ar: 'تم تعيين كلمة المرور، يمكنك تسجيل الدخول الآن',
} as const

/**
 * Reset a password with the token of a reset link.
 * 1. the token is the account's newest and not older than an hour (INVALID_RESET_TOKEN)
 * 2. the password is not one that a guesser tries first (PASSWORD_TOO_COMMON, PASSWORD_TOO_PERSONAL); if it is, the
 *    token stays valid
 * 3. one transaction: the new password, the token removed, every session ended, the activity log, the event
 * 4. the sockets of those sessions close; failed logins from unknown places are cleared, so that the owner can log in
 *    from anywhere; an e-mail tells the owner
 * The link proves the e-mail address. A social identity that came before any proof may be a stranger's who opened the
 * account with this e-mail: it is unlinked. If the token is used many times at once, exactly one use succeeds; the others
 * get INVALID_RESET_TOKEN.
 */
export async function resetPassword({
  token,
  password,
}: {
  readonly token: string
  readonly password: string
}) {
  const resetPasswordToken = hashOfResetToken(token)
  const notExpired = trusted({ $gt: realTime() })
  const tokenHolder = { resetPasswordToken, resetPasswordExpires: notExpired, deletedAt: null }
  const user = await User.findOne(tokenHolder, {
    email: 1,
    phone: 1,
    firstName: 1,
    lastName: 1,
    locale: 1,
  }).lean()
  if (!user) throw fail('INVALID_RESET_TOKEN')
  checkPassword(password, user)
  const userId = idOf<'User'>(user._id)
  const hash = await hashPassword(password)
  await inTransaction(async (tx) => {
    const before = await User.findOneAndUpdate(
      { _id: user._id, ...tokenHolder },
      {
        $set: { password: hash, emailVerifiedAt: realTime(), updatedAt: clock() },
        $unset: { resetPasswordToken: 1, resetPasswordExpires: 1 },
      },
      { session: tx, returnDocument: 'before', projection: { identityId: 1, emailVerifiedAt: 1 } },
    ).lean()
    if (!before) throw fail('INVALID_RESET_TOKEN')
    if (before.identityId && !before.emailVerifiedAt) await unlinkIdentity(tx, userId)
    await endSessionsOf(userId, 'reset', { tx })
    const target = { kind: 'User', id: userId }
    await logActivity(tx, { actor: userId, action: 'user.resetPassword', target })
    await recordEvent(tx, 'account.passwordChanged', { userId, how: 'reset' })
  })
  await closeSocketsOf({ userId })
  await clearFailedLogins(userId)
  await sendPasswordChanged(user, `changed-${resetPasswordToken}`)
  return { message: MESSAGE }
}

async function unlinkIdentity(tx: ClientSession, userId: UserId): Promise<void> {
  await User.updateOne({ _id: userId }, { $unset: { identityId: 1 } }, { session: tx })
  const target = { kind: 'User', id: userId }
  await logActivity(tx, { actor: userId, action: 'user.unlinkIdentity', target })
}
