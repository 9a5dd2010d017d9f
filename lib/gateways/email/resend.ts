import { Resend } from 'resend'
import { AppError, fail } from '#lib/errors/app-error.ts'
import type { Email } from '#lib/gateways/email/email.ts'
import { SECOND } from '#lib/platform/clock.ts'
import { config } from '#lib/platform/config.ts'
import { log } from '#lib/platform/logger.ts'
import { withFreshSecrets } from '#lib/platform/secrets.ts'

const TIMEOUT_MS = 4 * SECOND

/** Resend's answer to a key that it does not accept, or that may not send. */
class KeyRefusedError extends Error {
  override readonly name = 'KeyRefusedError'
}
const KEY_REFUSED = new Set([401, 403])

/**
 * Sends through Resend. A failure is logged with its kind; the address and the text are never logged. If Resend refuses
 * the key, the key may have been replaced in the secret: the e-mail is then tried once more.
 */
export const sendByResend = (email: Email): Promise<void> =>
  withFreshSecrets(
    () => sendOnce(email),
    (error) => error instanceof AppError && error.detail.cause instanceof KeyRefusedError,
  )

async function sendOnce({
  to,
  subject,
  html,
  text,
  replyTo,
  unsubscribeUrl,
  idempotencyKey,
}: Email): Promise<void> {
  const { RESEND_API_KEY, RESEND_BASE_URL, EMAIL_FROM } = await config('email')
  const resend = new Resend(RESEND_API_KEY, RESEND_BASE_URL ? { baseUrl: RESEND_BASE_URL } : {})
  const message = {
    from: EMAIL_FROM,
    to,
    subject,
    html,
    text,
    ...(replyTo && { replyTo }),
    ...(unsubscribeUrl && {
      headers: {
        'List-Unsubscribe': `<${unsubscribeUrl}>`,
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      },
    }),
  }
  const signal = AbortSignal.timeout(TIMEOUT_MS)
  const { error } = await resend.emails.send(message, { idempotencyKey, signal }).catch((cause: unknown) => {
    log.warn('e-mail not sent', { error: cause })
    throw fail('EMAIL_NOT_SENT', { cause })
  })
  if (!error) return
  log.warn('e-mail refused', { code: error.name, ...(error.statusCode && { status: error.statusCode }) })
  const isOfKey = KEY_REFUSED.has(error.statusCode ?? 0) || /api_key$/.test(error.name)
  throw fail('EMAIL_NOT_SENT', isOfKey ? { cause: new KeyRefusedError() } : {})
}
