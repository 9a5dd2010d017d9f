import { sendByResend } from '#lib/gateways/email/resend.ts'

/** An e-mail to one person. */
export interface Email {
  readonly to: string
  readonly subject: string
  readonly html: string
  readonly text: string
  /** Whom an answer goes to, where that is not us. */
  readonly replyTo?: string
  /** Where one press stops e-mails of this kind (RFC 8058); mail programs show a button for it. */
  readonly unsubscribeUrl?: string
  /** The same key is sent once, however often it is tried (for 24 h). */
  readonly idempotencyKey: string
}

/** Sends an e-mail. Throws EMAIL_NOT_SENT where the provider refuses it or is not reached within seconds. */
export const sendEmail: (email: Email) => Promise<void> = sendByResend
