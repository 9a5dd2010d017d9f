import { emailLayout } from '#lib/mail/email-layout.ts'
import { escapeHtml } from '#lib/mail/escape-html.ts'
import { BRAND } from '#lib/platform/brand.ts'
import type { Locale } from '#lib/platform/locale.ts'

/** A link with its text. */
export interface EmailLink {
  readonly label: string
  readonly href: string
}

/** The content of an e-mail, in the language of whoever reads it. */
export interface EmailTemplate {
  readonly subject: string
  /** What inboxes show after the subject; the first paragraph after the greeting if it is left out. */
  readonly preview?: string
  readonly greeting: string
  readonly paragraphs: readonly string[]
  /** What to do next. */
  readonly action?: EmailLink
  /** Why the reader gets this e-mail. */
  readonly reason: string
  /** How to get no more of this kind; names the kind. E-mails about the account itself have none. */
  readonly unsubscribe?: EmailLink
}

export interface RenderedEmail {
  readonly subject: string
  readonly html: string
  readonly text: string
}

/** Renders an e-mail in one language, as HTML and as plain text. Arabic runs from right to left. */
export function renderEmail(locale: Locale, template: EmailTemplate): RenderedEmail {
  const subject = template.subject.replace(/\s+/g, ' ').trim()
  return { subject, text: toPlainText(locale, template), html: toHtml(locale, { ...template, subject }) }
}

const toPlainText = (locale: Locale, template: EmailTemplate): string => {
  const { greeting, paragraphs, action, reason, unsubscribe } = template
  return [
    greeting,
    ...paragraphs,
    ...(action ? [`${action.label}:\n${action.href}`] : []),
    `-- \n${BRAND[locale]}\n${reason}`,
    ...(unsubscribe ? [`${unsubscribe.label}:\n${unsubscribe.href}`] : []),
  ].join('\n\n')
}

const IF_BUTTON_FAILS: Readonly<Record<Locale, string>> = {
  en: 'If the button does not work, open this address:',
  ar: 'لو الزر لا يعمل، افتح هذا الرابط:',
}

function toHtml(locale: Locale, template: EmailTemplate): string {
  const { subject, greeting, paragraphs, action, reason, unsubscribe } = template
  return emailLayout({
    lang: locale,
    dir: locale === 'ar' ? 'rtl' : 'ltr',
    brand: BRAND[locale],
    title: escapeHtml(subject),
    preview: escapeHtml(template.preview ?? paragraphs[0] ?? ''),
    greeting: escapeHtml(greeting),
    paragraphs: paragraphs.map(escapeHtml),
    action: action && escapedLink(action),
    ifButtonFails: IF_BUTTON_FAILS[locale],
    reason: escapeHtml(reason),
    unsubscribe: unsubscribe && escapedLink(unsubscribe),
  })
}

const escapedLink = ({ label, href }: EmailLink): EmailLink => ({
  label: escapeHtml(label),
  href: escapeHtml(href),
})
