import { findEmails } from '#lib/contact-masking/emails.ts'
import type { Span } from '#lib/contact-masking/fold.ts'
import { findLinks } from '#lib/contact-masking/links.ts'

interface Letter extends Span {
  readonly text: string
}

const SIGNS: ReadonlyMap<string, string> = /* @__PURE__ */ new Map([
  ['at', '@'],
  ['dot', '.'],
  ['slash', '/'],
])
const FEWEST_LETTERS = 7

/**
 * E-mail addresses and links that are written letter by letter: `m o n a @ m a i l . c o m`, `m o n a at m a i l dot c o m`.
 * Numbers are found without that.
 */
export const findSpacedOut = (folded: string): Span[] =>
  runsOfLetters(folded).flatMap((letters) => {
    const together = letters.map(({ text }) => text).join('')
    const spans = [
      ...findEmails(together),
      ...findLinks({ folded: together, words: [], isCapital: () => false }),
    ]
    return spans.map(({ from, to }) => ({ from: letters[from]?.from ?? 0, to: letters[to - 1]?.to ?? 0 }))
  })

/** Single characters, and signs that are words, with one space between each. */
function runsOfLetters(folded: string): Letter[][] {
  const runs: Letter[][] = []
  let run: Letter[] = []
  for (const { 0: word, index: from } of folded.matchAll(/\S+/g)) {
    const letter = { text: SIGNS.get(word) ?? word, from, to: from + word.length }
    const isLetter = /^[a-z0-9@._/-]$/.test(letter.text)
    if (!isLetter || from - (run.at(-1)?.to ?? from) > 1) {
      runs.push(run)
      run = []
    }
    if (isLetter) run.push(letter)
  }
  return [...runs, run].filter(({ length }) => length >= FEWEST_LETTERS)
}
