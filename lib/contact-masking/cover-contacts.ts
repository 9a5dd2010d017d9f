import { findEmails } from '#lib/contact-masking/emails.ts'
import { fold, inOriginal, type Span } from '#lib/contact-masking/fold.ts'
import { findHandles } from '#lib/contact-masking/handles.ts'
import { findLinks } from '#lib/contact-masking/links.ts'
import { wordsOf } from '#lib/contact-masking/numbers.ts'
import { findPhones } from '#lib/contact-masking/phones.ts'
import { findSpacedOut } from '#lib/contact-masking/spaced-out.ts'

/** What stands in a text in place of a contact. */
export const COVER = '•••'

/**
 * Covers every way to reach somebody outside the platform: phone numbers in digits and words, e-mail addresses, links
 * and names on other networks, in Arabic, Franco-Arabic and English. The rest of the text stays as it is.
 * It takes time in proportion to the length of the text, whatever is in it. docs/decisions/masking.md has the rules.
 */
export function coverContacts(text: string): { readonly text: string; readonly covered: boolean } {
  let shown = ''
  let at = 0
  for (const { from, to } of contactsIn(text)) {
    shown += text.slice(at, from) + COVER
    at = to
  }
  return { text: shown + text.slice(at), covered: at > 0 }
}

/** Where the contacts of a text are, in order and apart from each other. */
function contactsIn(original: string): Span[] {
  const folded = fold(original)
  const { text } = folded
  const words = wordsOf(text)
  const isCapital = (at: number): boolean =>
    /^\p{Lu}/u.test(original.slice(folded.from[at] ?? 0, folded.to[at]))
  const found = [
    ...findEmails(text),
    ...findLinks({ folded: text, words, isCapital }),
    ...findPhones(text, words),
    ...findHandles(text),
    ...findSpacedOut(text),
  ]
  return merged(found.map((span) => inOriginal(folded, span)))
}

function merged(spans: readonly Span[]): Span[] {
  const apart: Span[] = []
  for (const span of spans.toSorted((a, b) => a.from - b.from || b.to - a.to)) {
    const last = apart.at(-1)
    if (last && span.from <= last.to)
      apart[apart.length - 1] = { from: last.from, to: Math.max(last.to, span.to) }
    else if (span.to > span.from) apart.push(span)
  }
  return apart
}
