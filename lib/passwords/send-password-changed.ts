import { sendEmail } from '#lib/gateways/email/send-email.ts'
import { passwordChangedEmail, type Recipient } from '#lib/passwords/password-emails.ts'
import { log } from '#lib/platform/logger.ts'

/** E-mails the owner of an account that its password was changed. If the e-mail fails, the change stands. */
export async function sendPasswordChanged(
  owner: Recipient & { readonly email: string },
  idempotencyKey: string,
): Promise<void> {
  const sent = sendEmail({ to: owner.email, ...passwordChangedEmail(owner), idempotencyKey })
  await sent.catch((error: unknown) => log.warn('the owner could not be told of the new password', { error }))
}
