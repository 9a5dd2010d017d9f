/**
 * Before somebody is hired, phone numbers and e-mail addresses in what people write to each other are covered:
 * whoever deals outside has neither escrow nor dispute nor review to protect him. Arabic digits, digits written
 * as words in both languages, and digits with anything in between count. It stops carelessness, not cunning.
 */
const COVER = '•••'

/** Digits as words, as Egyptians write them. */
const WORDS: Readonly<Record<string, string>> = {
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
const NUMBER = new RegExp(`[0-9٠-٩۰-۹]|(?<!\\p{L})(?:${Object.keys(WORDS).join('|')})(?!\\p{L})`, 'giu')
/** What may stand between two digits of one number. */
const BETWEEN = /^[\s.,\-_/()+*·•–—:،]{0,3}$/u

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

/** The text with every phone number and e-mail address covered. */
export function maskContacts(text: string): { readonly text: string; readonly masked: boolean } {
  const withoutEmails = text.replace(EMAIL, COVER)
  const covered = coverPhones(withoutEmails)
  return { text: covered, masked: covered !== text }
}

function coverPhones(text: string): string {
  let covered = text
  for (const run of runsOfDigits(text).reverse()) {
    const first = run[0]
    const last = run.at(-1)
    if (first && last && isPhone(run.map(({ value }) => value).join(''))) {
      covered = covered.slice(0, first.from) + COVER + covered.slice(last.to)
    }
  }
  return covered
}

function runsOfDigits(text: string): Digit[][] {
  const runs: Digit[][] = []
  for (const match of text.matchAll(NUMBER)) {
    const digit = { value: digitOf(match[0]), from: match.index, to: match.index + match[0].length }
    const run = runs.at(-1)
    const before = run?.at(-1)
    if (run && before && BETWEEN.test(text.slice(before.to, digit.from))) run.push(digit)
    else runs.push([digit])
  }
  return runs
}

function digitOf(found: string): string {
  const word = WORDS[found.toLowerCase()]
  if (word !== undefined) return word
  const code = found.codePointAt(0) ?? 0
  if (code >= 0x6f0) return String(code - 0x6f0)
  return code >= 0x660 ? String(code - 0x660) : found
}

/** An Egyptian mobile or landline, with or without the country's code; or anything as long as a phone number abroad. */
const isPhone = (digits: string): boolean =>
  /(?:^|20|0)1[0125]\d{8}/.test(digits) ||
  /^0[2-9]\d{7,8}$/.test(digits) ||
  /^(?:00|\d)\d{10,14}$/.test(digits)
