import type { Locale } from '#lib/platform/locale.ts'

/** What a letter says in one language. */
export interface Wording {
  readonly subject: string
  readonly paragraphs: readonly string[]
  readonly link?: { readonly label: string; readonly href: string }
  /** The small print below. */
  readonly footer?: { readonly text: string; readonly href: string }
}

export interface Letter {
  readonly subject: string
  readonly html: string
  readonly text: string
}

/** A letter in both languages, the reader's own first; Arabic runs from right to left. */
export function letter(reader: Locale, wordings: Readonly<Record<Locale, Wording>>): Letter {
  const order: readonly Locale[] = reader === 'ar' ? ['ar', 'en'] : ['en', 'ar']
  const subject = order.map((locale) => wordings[locale].subject).join(' | ')
  return {
    subject,
    text: order.map((locale) => plain(wordings[locale])).join('\n\n---\n\n'),
    html:
      `<!doctype html><html lang="${reader}"><head><meta charset="utf-8"><title>${escaped(subject)}</title></head>` +
      `<body style="margin:0;padding:24px;font-family:Tahoma,Arial,sans-serif;line-height:1.6;color:#1c2430">` +
      `${order.map((locale) => section(locale, wordings[locale])).join('<hr>')}</body></html>`,
  }
}

const plain = ({ paragraphs, link, footer }: Wording): string =>
  [
    ...paragraphs,
    ...(link ? [`${link.label}: ${link.href}`] : []),
    ...(footer ? [`${footer.text} ${footer.href}`] : []),
  ].join('\n\n')

function section(locale: Locale, { paragraphs, link, footer }: Wording): string {
  const direction = locale === 'ar' ? 'rtl' : 'ltr'
  const body = paragraphs.map((paragraph) => `<p>${escaped(paragraph)}</p>`).join('')
  const button = link ? `<p><a href="${escaped(link.href)}">${escaped(link.label)}</a></p>` : ''
  const small = footer
    ? `<p style="font-size:12px;color:#667"><a style="color:#667" href="${escaped(footer.href)}">${escaped(footer.text)}</a></p>`
    : ''
  const align = locale === 'ar' ? 'right' : 'left'
  return `<div lang="${locale}" dir="${direction}" style="text-align:${align}">${body}${button}${small}</div>`
}

/** What a person wrote (a name) is text in a letter, never markup. */
export const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`)
