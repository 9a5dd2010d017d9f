import { setTimeout as pause } from 'node:timers/promises'
import { resetLetter } from '#lib/auth/password-letters.ts'
import { hashOfResetToken, newResetToken, RESET_LIFETIME } from '#lib/auth/reset-token.ts'
import { sendEmail } from '#lib/gateways/email/email.ts'
import { spendLimit } from '#lib/limits/limits.ts'
import { after, realTime } from '#lib/platform/clock.ts'
import { config } from '#lib/platform/config.ts'
import type { Locale } from '#lib/platform/locale.ts'
import { log } from '#lib/platform/logger.ts'
import { User } from '#lib/users/user.model.ts'

const ANSWER = {
  en: 'If there is an account with this e-mail, a link to set a new password is on its way',
  ar: 'إذا كان هناك حساب بهذا البريد فستصلك رسالة برابط تعيين كلمة مرور جديدة',
} as const

/** Every answer takes this long, in ms: an e-mail is accepted well within it (docs/decisions/reset-mail.md). */
const ANSWER_TIME = 700

/**
 * Forgot password: sends a link that sets a new one. The same answer, in the same time, whether or not
 * there is such an account and whether or not the e-mail could be sent.
 * 1. at most so many an hour for one e-mail address, known or not (TOO_MANY_ATTEMPTS)
 * 2. a new token in place of the account's older one, so that only the newest link works
 * 3. the e-mail, in both languages, the person's own first
 */
export async function forgotPassword({ email }: { readonly email: string }, locale: Locale) {
  await spendLimit('resetMails', email, 'TOO_MANY_ATTEMPTS')
  await Promise.all([sendLink(email), pause(ANSWER_TIME)])
  return { message: ANSWER[locale] }
}

async function sendLink(email: string): Promise<void> {
  const { PUBLIC_URL } = await config('site')
  const token = newResetToken()
  const stored = hashOfResetToken(token)
  const user = await User.findOneAndUpdate(
    { email, deletedAt: null },
    { $set: { resetPasswordToken: stored, resetPasswordExpires: after(realTime(), RESET_LIFETIME) } },
    { projection: { firstName: 1, locale: 1 } },
  ).lean()
  if (!user) return
  const href = `${PUBLIC_URL.replace(/\/$/, '')}/reset-password?token=${token}`
  const sent = sendEmail({ to: email, ...resetLetter(user, href), idempotencyKey: `reset-${stored}` })
  await sent.catch((error: unknown) => log.warn('reset link not sent', { error }))
}
