import { randomUUID } from 'node:crypto'
import type * as z from 'zod'
import type { contactMessage } from '#lib/contact/contact.schemas.ts'
import { sendEmail } from '#lib/gateways/email/send-email.ts'
import { spendAddressLimit } from '#lib/limits/address-limit.ts'
import { escapeHtml } from '#lib/mail/escape-html.ts'
import { config } from '#lib/platform/config.ts'

type Message = z.output<typeof contactMessage>

const SENT = { en: 'Email sent successfully.', ar: 'تم إرسال رسالتك بنجاح.' } as const

/**
 * Send a contact e-mail from the website to the team. The response waits until it is sent.
 * 1. a limited number of e-mails per hour from one address (TOO_MANY_ATTEMPTS)
 * 2. replies go to the sender; what they wrote is only text in the e-mail, never markup or a header
 * Throws EMAIL_NOT_SENT if the e-mail could not be handed over.
 */
export async function sendContactEmail(message: Message, address: string) {
  await spendAddressLimit('contactMailsPerAddress', address)
  const { CONTACT_EMAIL } = await config('email')
  const content = toEmailContent(message)
  await sendEmail({ ...content, to: CONTACT_EMAIL, replyTo: message.email, idempotencyKey: randomUUID() })
  return { message: SENT }
}

function toEmailContent({ name, email, message }: Message) {
  const from = `${name} <${email}>`
  const paragraphs = [from, ...message.split(/\n{2,}/)]
  return {
    subject: `Contact: ${name}`,
    text: paragraphs.join('\n\n'),
    // the mail program finds the direction of each paragraph by itself
    html: paragraphs.map((paragraph) => `<p dir="auto">${escapeHtml(paragraph)}</p>`).join(''),
  }
}
