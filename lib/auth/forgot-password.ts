import { setTimeout as pause } from 'node:timers/promises'
import { hashOfResetToken, newResetToken, RESET_LIFETIME_MS } from '#lib/auth/reset-token.ts'
import { sendEmail } from '#lib/gateways/email/send-email.ts'
import { spendLimit } from '#lib/limits/limits.ts'
import { User } from '#lib/model/user.model.ts'
import { passwordResetEmail } from '#lib/passwords/password-emails.ts'
import { addMs, realTime } from '#lib/platform/clock.ts'
import { config } from '#lib/platform/config.ts'
import { log } from '#lib/platform/logger.ts'

const RESPONSE = {
  en: 'If there is an account with this e-mail, a link to set a new password is on its way',
  ar: 'إذا كان هناك حساب بهذا البريد فستصلك رسالة برابط تعيين كلمة مرور جديدة',
} as const

/** Every response takes this long. The provider accepts an e-mail well within it (docs/decisions/reset-mail.md). */
const RESPONSE_TIME_MS = 700

/**
 * Forgot password: sends a link that sets a new one. The response and its time are the same, whether or not
 * the account exists and whether or not the e-mail could be sent.
 * 1. a limited number of links per hour for one e-mail address, known or not (TOO_MANY_ATTEMPTS)
 * 2. a new token replaces the account's older one, so that only the newest link works
 * 3. the e-mail is in the recipient's own language
 */
export async function forgotPassword({ email }: { readonly email: string }) {
  await spendLimit('resetMails', email, 'TOO_MANY_ATTEMPTS')
  await Promise.all([sendLink(email), pause(RESPONSE_TIME_MS)])
  return { message: RESPONSE }
}

async function sendLink(email: string): Promise<void> {
  const { PUBLIC_URL } = await config('site')
  const token = newResetToken()
  const stored = hashOfResetToken(token)
  const user = await User.findOneAndUpdate(
    { email, deletedAt: null },
    { $set: { resetPasswordToken: stored, resetPasswordExpires: addMs(realTime(), RESET_LIFETIME_MS) } },
    { projection: { firstName: 1, locale: 1 } },
  ).lean()
  if (!user) return
  const href = `${PUBLIC_URL.replace(/\/$/, '')}/reset-password?token=${token}`
  const sent = sendEmail({ to: email, ...passwordResetEmail(user, href), idempotencyKey: `reset-${stored}` })
  await sent.catch((error: unknown) => log.warn('the reset link could not be sent', { error }))
}
