import type { Locale } from '#lib/platform/locale.ts'

/** The content of an e-mail in one language. */
export interface EmailTemplate {
  readonly subject: string
  readonly paragraphs: readonly string[]
  readonly link?: { readonly label: string; readonly href: string }
  /** The small print below. */
  readonly footer?: { readonly text: string; readonly href: string }
}

export interface RenderedEmail {
  readonly subject: string
  readonly html: string
  readonly text: string
}

/** Renders an e-mail in both languages, the recipient's own language first. Arabic runs from right to left. */
export function renderEmail(
  recipientLocale: Locale,
  templates: Readonly<Record<Locale, EmailTemplate>>,
): RenderedEmail {
  const order: readonly Locale[] = recipientLocale === 'ar' ? ['ar', 'en'] : ['en', 'ar']
  const subject = order.map((locale) => templates[locale].subject).join(' | ')
  return {
    subject,
    text: order.map((locale) => toPlainText(templates[locale])).join('\n\n---\n\n'),
    html:
      `<!doctype html><html lang="${recipientLocale}"><head><meta charset="utf-8"><title>${escapeHtml(subject)}</title></head>` +
      `<body style="margin:0;padding:24px;font-family:Tahoma,Arial,sans-serif;line-height:1.6;color:#1c2430">` +
      `${order.map((locale) => section(locale, templates[locale])).join('<hr>')}</body></html>`,
  }
}

const toPlainText = ({ paragraphs, link, footer }: EmailTemplate): string =>
  [
    ...paragraphs,
    ...(link ? [`${link.label}: ${link.href}`] : []),
    ...(footer ? [`${footer.text} ${footer.href}`] : []),
  ].join('\n\n')

function section(locale: Locale, { paragraphs, link, footer }: EmailTemplate): string {
  const direction = locale === 'ar' ? 'rtl' : 'ltr'
  const body = paragraphs.map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`).join('')
  const button = link ? `<p><a href="${escapeHtml(link.href)}">${escapeHtml(link.label)}</a></p>` : ''
  const smallPrint = footer
    ? `<p style="font-size:12px;color:#667"><a style="color:#667" href="${escapeHtml(footer.href)}">${escapeHtml(footer.text)}</a></p>`
    : ''
  const align = locale === 'ar' ? 'right' : 'left'
  return `<div lang="${locale}" dir="${direction}" style="text-align:${align}">${body}${button}${smallPrint}</div>`
}

/** Escapes what a person wrote (a name, for example), so that it is text in an e-mail and never markup. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`)
