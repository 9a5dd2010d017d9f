import { digitsOfJoinedWords, numberWord } from '#lib/contact-masking/number-words.ts'

/** A number in a folded text, in digits or in words. */
export interface NumberFound {
  /** As it is dialled: the digits one after the other. */
  readonly digits: string
  readonly from: number
  readonly to: number
  readonly inWords: boolean
  /** A single letter that may stand for a digit (o, l, i). It counts between numbers only. */
  readonly isLookalike: boolean
  /** A Latin letter stands right before or behind it, as in a model number. */
  readonly isGlued: boolean
}

/** A run of Latin letters and digits, or of other letters, in a folded text. */
export interface Word {
  readonly text: string
  readonly from: number
  readonly to: number
}

const WORD = /[a-z0-9]+|(?:(?![a-z0-9])[\p{L}\p{N}])+/gu

export const wordsOf = (folded: string): Word[] =>
  Array.from(folded.matchAll(WORD), (match) => ({
    text: match[0],
    from: match.index,
    to: match.index + match[0].length,
  }))

interface Part extends Word {
  readonly value: number
  readonly kind: 'digits' | 'value' | 'hundred' | 'large' | 'repeat' | 'plural' | 'dual' | 'teenEnding'
  readonly isLookalike: boolean
  readonly isGlued: boolean
  /** Whether an Arabic "and" is the first letter of the word. */
  readonly hasAnd: boolean
}

const LETTER_FOR_DIGIT: Readonly<Record<string, string>> = {
  o: '0',
  i: '1',
  l: '1',
  z: '2',
  e: '3',
  s: '5',
  g: '9',
  b: '8',
}
/** `zer0`, `f1ve`, `s3v3n` */
const DIGIT_FOR_LETTER: Readonly<Record<string, string>> = { 0: 'o', 1: 'i', 3: 'e', 5: 's' }
const LOOKALIKE = /^[oil]{1,3}$/
const MOSTLY_DIGITS = /^[oil0-9]+$/
const PIECES = /\d+|[a-z]+/g

function partsOf({ text, from, to }: Word): Part[] {
  const plain = { text, from, to, value: 0, isLookalike: false, isGlued: false, hasAnd: false }
  if (/^\d+$/.test(text)) return [{ ...plain, kind: 'digits' }]
  const word = numberPart(plain)
  if (word) return [word]
  if (LOOKALIKE.test(text)) return [{ ...plain, kind: 'digits', text: asDigits(text), isLookalike: true }]
  if (!/\d/.test(text)) return []
  if (MOSTLY_DIGITS.test(text) || isLongWithLookalikes(text)) {
    return [{ ...plain, kind: 'digits', text: asDigits(text), isGlued: true }]
  }
  const disguised = numberPart({
    ...plain,
    text: text.replace(/[0135]/g, (digit) => DIGIT_FOR_LETTER[digit] ?? digit),
  })
  if (disguised) return [disguised]
  return Array.from(text.matchAll(PIECES)).flatMap((piece) => {
    const at = from + piece.index
    const part = { ...plain, text: piece[0], from: at, to: at + piece[0].length, isGlued: true }
    if (/\d/.test(piece[0])) return [{ ...part, kind: 'digits' as const }]
    const found = numberPart(part)
    return found ? [found] : []
  })
}

/** `0l0S2E45678`: long, begins like a number, and has hardly any letter that stands for no digit. */
const isLongWithLookalikes = (text: string): boolean =>
  text.length >= 8 &&
  text.length <= 16 &&
  /^[oilzesgb0-9]+$/.test(text) &&
  (text.match(/\d/g)?.length ?? 0) >= 6

const asDigits = (text: string): string =>
  text.replace(/[a-z]/g, (letter) => LETTER_FOR_DIGIT[letter] ?? letter)

function numberPart(plain: Omit<Part, 'kind'>): Part | undefined {
  const whole = numberWord(plain.text)
  if (whole) return { ...plain, ...whole }
  if (plain.text.startsWith('و') && plain.text.length > 2) {
    const behindAnd = numberWord(plain.text.slice(1))
    if (behindAnd) return { ...plain, ...behindAnd, hasAnd: true }
  }
  const digits = digitsOfJoinedWords(plain.text)
  return digits === undefined ? undefined : { ...plain, kind: 'digits', text: digits }
}

const AND_ONLY = /^[\s-]{0,4}(?:و|and|we|w)?[\s-]{0,4}$/

/**
 * The numbers of a folded text in their order. Words that are one number are one: `twenty five`, `خمسة وعشرين`,
 * `مية وعشرة`. Thousands are quantities, and left out with what counts them.
 */
export function numbersOf(folded: string, words: readonly Word[]): NumberFound[] {
  const parts = words.flatMap(partsOf)
  const numbers: NumberFound[] = []
  for (let i = 0; i < parts.length;) {
    const taken = compoundAt(folded, parts, i)
    const first = parts[i]
    const last = parts[i + taken.count - 1]
    if (first && last && taken.digits !== '') {
      const { isLookalike, isGlued } = first
      const inWords = first.kind !== 'digits' || /\p{L}/u.test(folded.slice(first.from, first.to))
      numbers.push({ digits: taken.digits, from: first.from, to: last.to, inWords, isLookalike, isGlued })
    }
    i += taken.count
  }
  return numbers
}

interface Compound {
  readonly digits: string
  readonly count: number
}

function compoundAt(folded: string, parts: readonly Part[], i: number): Compound {
  const [first, second] = [parts[i], parts[i + 1]]
  if (!first) return { digits: '', count: 1 }
  const near = second && AND_ONLY.test(folded.slice(first.to, second.from)) ? second : undefined
  if (near?.kind === 'large' && first.kind !== 'digits') return { digits: '', count: 2 }
  if (first.kind === 'digits') return repeatedAfter(first, near)
  if (first.kind === 'repeat') return repeated(first, near)
  if (first.kind === 'dual') return { digits: String(first.value).repeat(2), count: 1 }
  if (first.kind === 'large' || first.kind === 'plural') return { digits: '', count: 1 }
  if (near?.kind === 'plural' && first.value > 1 && first.value < 10) {
    return { digits: String(near.value).repeat(first.value), count: 2 }
  }
  const { value, count } = sumAt(folded, parts, i)
  return { digits: String(value), count }
}

/** `double five`, `triple zero`. */
function repeated(first: Part, near: Part | undefined): Compound {
  const digits = near && (near.kind === 'digits' ? near.text : String(near.value))
  return digits?.length === 1 ? { digits: digits.repeat(first.value), count: 2 } : { digits: '', count: 1 }
}

/** `5 مكرر` */
const repeatedAfter = (first: Part, near: Part | undefined): Compound =>
  near?.text === 'مكرر' && first.text.length === 1
    ? { digits: first.text.repeat(2), count: 2 }
    : { digits: first.text, count: 1 }

/** Hundreds, then tens and ones, as far as the words belong together. */
function sumAt(folded: string, parts: readonly Part[], start: number): { value: number; count: number } {
  let value = parts[start]?.kind === 'teenEnding' ? 10 : (parts[start]?.value ?? 0)
  let i = start
  for (;;) {
    const [here, next] = [parts[i], parts[i + 1]]
    if (!here || !next || i - start >= 4) break
    const between = folded.slice(here.to, next.from)
    const hasAnd = next.hasAnd || /[a-z\u0648]/.test(between)
    const sum = AND_ONLY.test(between) ? added(value, next, hasAnd) : undefined
    if (sum === undefined) break
    value = sum
    i += 1
  }
  return { value, count: i - start + 1 }
}

function added(value: number, next: Part, hasAnd: boolean): number | undefined {
  const isOne = value > 0 && value < 10
  switch (next.kind) {
    case 'hundred':
      return isOne && !hasAnd ? value * 100 : undefined
    case 'teenEnding':
      return isOne && !hasAnd ? value + 10 : undefined
    case 'value':
      return continues(value, next.value, hasAnd, isLatin(next)) ? value + next.value : undefined
    default:
      return undefined
  }
}

/** A hundred and twenty, twenty five, `خمسة وعشرين`; not `twenty thirty`, and not `عشرين خمسة`. */
function continues(value: number, next: number, hasAnd: boolean, isEnglish: boolean): boolean {
  const tens = value % 100
  if (next === 0 || value === 0) return false
  if (tens === 0) return next < 100 && (hasAnd || isEnglish)
  const isTensThenOnes = tens >= 20 && tens % 10 === 0 && next < 10
  if (isTensThenOnes) return isEnglish && !hasAnd
  return tens < 10 && next >= 20 && next < 100 && next % 10 === 0 && hasAnd
}

const isLatin = ({ text }: Part): boolean => /^[a-z]/.test(text)
