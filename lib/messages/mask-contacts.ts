/**
 * Until a craftsman is hired, phone numbers and e-mail addresses in messages are masked, because escrow, disputes and
 * reviews protect nobody who deals outside the platform. Digits count in Arabic too, as words in both languages, and
 * with separators in between. This stops careless users, not determined ones.
 */
const MASK = '•••'

/** Digits as words, as Egyptians write them. */
const DIGIT_WORDS: Readonly<Record<string, string>> = {
  zero: '0',
  oh: '0',
  one: '1',
  two: '2',
  three: '3',
  four: '4',
  five: '5',
  six: '6',
  seven: '7',
  eight: '8',
  nine: '9',
  صفر: '0',
  زيرو: '0',
  واحد: '1',
  اتنين: '2',
  اثنين: '2',
  اثنان: '2',
  تلاتة: '3',
  تلاته: '3',
  ثلاثة: '3',
  اربعة: '4',
  أربعة: '4',
  اربعه: '4',
  أربعه: '4',
  خمسة: '5',
  خمسه: '5',
  ستة: '6',
  سته: '6',
  سبعة: '7',
  سبعه: '7',
  تمانية: '8',
  تمانيه: '8',
  ثمانية: '8',
  تسعة: '9',
  تسعه: '9',
}
const DIGIT = new RegExp(`[0-9٠-٩۰-۹]|(?<!\\p{L})(?:${Object.keys(DIGIT_WORDS).join('|')})(?!\\p{L})`, 'giu')
/** The characters that may separate two digits of one number. */
const SEPARATOR = /^[\s.,\-_/()+*·•–—:،]{0,3}$/u

const AT = String.raw`(?:\s*@\s*|\s*[([]\s*(?:at|آت|ات)\s*[)\]]\s*|\s+(?:at|آت|ات)\s+)`
const DOT = String.raw`(?:\s*\.\s*|\s*[([]\s*(?:dot|دوت|نقطة)\s*[)\]]\s*|\s+(?:dot|دوت|نقطة)\s+)`
const EMAIL = new RegExp(
  String.raw`[\w.+-]+${AT}[\w-]+(?:${DOT}[\w-]+)*${DOT}(?:com|net|org|info|eg|me|co|io)(?![\w-])`,
  'giu',
)

interface Digit {
  readonly value: string
  readonly from: number
  readonly to: number
}

/** Masks every phone number and e-mail address in a text. */
export function maskContacts(text: string): { readonly text: string; readonly masked: boolean } {
  const withoutEmails = text.replace(EMAIL, MASK)
  const masked = maskPhones(withoutEmails)
  return { text: masked, masked: masked !== text }
}

function maskPhones(text: string): string {
  let masked = text
  for (const run of runsOfDigits(text).reverse()) {
    const first = run[0]
    const last = run.at(-1)
    if (first && last && isPhone(run.map(({ value }) => value).join(''))) {
      masked = masked.slice(0, first.from) + MASK + masked.slice(last.to)
    }
  }
  return masked
}

function runsOfDigits(text: string): Digit[][] {
  const runs: Digit[][] = []
  for (const match of text.matchAll(DIGIT)) {
    const digit = { value: digitOf(match[0]), from: match.index, to: match.index + match[0].length }
    const run = runs.at(-1)
    const before = run?.at(-1)
    if (run && before && SEPARATOR.test(text.slice(before.to, digit.from))) run.push(digit)
    else runs.push([digit])
  }
  return runs
}

function digitOf(found: string): string {
  const word = DIGIT_WORDS[found.toLowerCase()]
  if (word !== undefined) return word
  const code = found.codePointAt(0) ?? 0
  if (code >= 0x6f0) return String(code - 0x6f0)
  return code >= 0x660 ? String(code - 0x660) : found
}

/** An Egyptian mobile or landline number, with or without the country code; or a number as long as a foreign one. */
const isPhone = (digits: string): boolean =>
  /(?:^|20|0)1[0125]\d{8}/.test(digits) ||
  /^0[2-9]\d{7,8}$/.test(digits) ||
  /^(?:00|\d)\d{10,14}$/.test(digits)
