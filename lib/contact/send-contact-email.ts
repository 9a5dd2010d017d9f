import { randomUUID } from 'node:crypto'
import type * as z from 'zod'
import type { contactMessage } from '#lib/contact/contact.schemas.ts'
import { sendEmail } from '#lib/gateways/email/email.ts'
import { spendAddressLimit } from '#lib/limits/address-limit.ts'
import { escaped } from '#lib/mail/letter.ts'
import { config } from '#lib/platform/config.ts'

type Message = z.output<typeof contactMessage>

/**
 * Send a contact e-mail from the website to the team, before the answer.
 * 1. at most so many an hour from one address (TOO_MANY_ATTEMPTS)
 * 2. whoever wrote it is whom an answer goes to; his words are text in it, never markup or a header
 * Throws EMAIL_NOT_SENT where the mail could not be handed over.
 */
export async function sendContactEmail(message: Message, address: string) {
  await spendAddressLimit('contactMailsPerAddress', address)
  const { CONTACT_EMAIL } = await config('email')
  const words = wordsOf(message)
  await sendEmail({ ...words, to: CONTACT_EMAIL, replyTo: message.email, idempotencyKey: randomUUID() })
  return { message: 'Email sent successfully.' }
}

function wordsOf({ name, email, message }: Message) {
  const from = `${name} <${email}>`
  const paragraphs = [from, ...message.split(/\n{2,}/)]
  return {
    subject: `Contact: ${name}`,
    text: paragraphs.join('\n\n'),
    // the browser finds out by itself which way each paragraph runs
    html: paragraphs.map((paragraph) => `<p dir="auto">${escaped(paragraph)}</p>`).join(''),
  }
}
