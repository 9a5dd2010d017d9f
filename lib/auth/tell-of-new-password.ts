import { passwordChangedLetter, type Reader } from '#lib/auth/password-letters.ts'
import { sendEmail } from '#lib/gateways/email/email.ts'
import { log } from '#lib/platform/logger.ts'

/** Tells the owner of an account that its password is another now. The change stands, whether or not it gets through. */
export async function tellOfNewPassword(
  owner: Reader & { readonly email: string },
  idempotencyKey: string,
): Promise<void> {
  const told = sendEmail({ to: owner.email, ...passwordChangedLetter(owner), idempotencyKey })
  await told.catch((error: unknown) => log.warn('owner not told of the new password', { error }))
}
