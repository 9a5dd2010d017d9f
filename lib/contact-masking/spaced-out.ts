import { findEmails } from '#lib/contact-masking/emails.ts'
import type { Span } from '#lib/contact-masking/fold.ts'
import { findLinks } from '#lib/contact-masking/links.ts'

/** Single characters with a space behind each: `m o n a @ m a i l . c o m`. */
const LETTER_BY_LETTER = /(?<![a-z0-9])(?:[a-z0-9@._-]\s){6,}[a-z0-9]?(?![a-z0-9])/g

/** E-mail addresses and links that are written letter by letter. Numbers are found without that. */
export function findSpacedOut(folded: string): Span[] {
  return Array.from(folded.matchAll(LETTER_BY_LETTER)).flatMap(({ 0: found, index }) => {
    const together = found.replace(/\s/g, '')
    const spans = [
      ...findEmails(together),
      ...findLinks({ folded: together, words: [], isCapital: () => false }),
    ]
    return spans.map(({ from, to }) => ({ from: index + 2 * from, to: index + 2 * to - 1 }))
  })
}
