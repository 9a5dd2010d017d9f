import type { Email } from '#lib/gateways/email/email.ts'
import { sendByResend } from '#lib/gateways/email/resend.ts'

/** Sends an e-mail. Throws EMAIL_NOT_SENT if the provider refuses it or is not reached within a few seconds. */
export const sendEmail: (email: Email) => Promise<void> = sendByResend
