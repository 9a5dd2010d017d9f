/**
 * A text in its plainest form, with the way back: character `i` of `text` stands for the original from `from[i]` to
 * `to[i]`. What is invisible has no character in it.
 */
export interface Folded {
  readonly text: string
  readonly from: readonly number[]
  readonly to: readonly number[]
}

/** A part of a folded text, or of its original: from the first character to behind the last. */
export interface Span {
  readonly from: number
  readonly to: number
}

const MARK = /^\p{M}$/u
const INVISIBLE = /^(?:\p{Default_Ignorable_Code_Point}|\p{Cf}|\u0640)$/u
const ALL_MARKS = /\p{M}/gu
const DIGIT = /^\p{Nd}$/u

/** One form for letters that are written for each other: Arabic spellings, what looks like Latin, Chinese digits. */
const LETTERS: ReadonlyMap<string, string> = /* @__PURE__ */ new Map([
  ...pairs('ىیئئ', 'يييي'),
  ...pairs('ةەہھ', 'هههه'),
  ...pairs('ثٹ', 'تت'),
  ...pairs('ٱۆؤ', 'اوو'),
  ...pairs('کگڪ', 'كجك'),
  ...pairs('پچڤ', 'بجف'),
  ...pairs('авеёіїјкмнорсстухѕԁ', 'abeeiijkmhopcctyxsd'),
  ...pairs('збч', '364'),
  ...pairs('〇零一二三四五六七八九', '00123456789'),
  ...pairs('αβεικνορτυχ', 'abeiknoptux'),
  ...pairs('ıɑɡⅼ', 'iagl'),
  ...pairs('،٬、，', ',,,,'),
  ...pairs('。․٫۔', '....'),
  ...pairs('‐‑‒–—―−ー', '--------'),
  ...pairs('×✕✖⨯', '****'),
  ...pairs('⁄∕', '//'),
  ...pairs('➕', '+'),
  ...pairs('؛', ';'),
])

function pairs(from: string, to: string): [string, string][] {
  const targets = [...to]
  return [...from].map((letter, i) => [letter, targets[i] ?? letter])
}

/**
 * Folds a text: NFKC letter by letter, lower case, no marks, nothing invisible, digits of every script as 0 to 9, one
 * form for Arabic spellings and for letters that look like Latin ones.
 */
export function fold(original: string): Folded {
  const from: number[] = []
  const to: number[] = []
  let text = ''
  let at = 0
  for (const character of original) {
    const end = at + character.length
    if (MARK.test(character)) {
      if (to.length > 0 && to.at(-1) === at) to[to.length - 1] = end // it belongs to the letter before it
    } else {
      for (const unit of plainForm(character)) {
        for (let i = 0; i < unit.length; i += 1) {
          from.push(at)
          to.push(end)
        }
        text += unit
      }
    }
    at = end
  }
  return { text: text.replace(LOOKS_LIKE_DIGITS, digitsOfLookalikes), from, to }
}

/** Arabic letters that are drawn like digits, among digits: `٠ا٠`, `٠١٠هه`. */
const LOOKS_LIKE_DIGITS = /(?<=\d)[اه]{1,3}(?=\d)/g
const digitsOfLookalikes = (letters: string): string => letters.replaceAll('ا', '1').replaceAll('ه', '5')

function plainForm(character: string): string {
  if (character <= '\u007f') return character.toLowerCase()
  if (INVISIBLE.test(character)) return ''
  const dingbat = digitOfDingbat(character.codePointAt(0) ?? 0)
  if (dingbat !== undefined) return dingbat
  let plain = ''
  for (const part of character.normalize('NFKD').toLowerCase().replace(ALL_MARKS, '')) {
    plain += LETTERS.get(part) ?? (part > '\u007f' && DIGIT.test(part) ? digitOf(part) : part)
  }
  return plain
}

/** A decimal digit of any script. Each script has its ten in a row, from a code that ends in 0 or in 6. */
function digitOf(character: string): string {
  const code = character.codePointAt(0) ?? 0
  const row = code & ~0xf
  const place = code & 0xf
  const startsRow = place < 6 || (place <= 9 && DIGIT.test(String.fromCodePoint(row)))
  return String(startsRow ? place : place - 6)
}

/** Digits in circles, of which Unicode knows only the number: ❶ to ❿, ➀ to ➉, ➊ to ➓, ⓿, ⓵ to ⓾. */
function digitOfDingbat(code: number): string | undefined {
  if (code === 0x24ff) return '0'
  if (code >= 0x24f5 && code <= 0x24fe) return String(code - 0x24f4)
  return code >= 0x2776 && code <= 0x2793 ? String(((code - 0x2776) % 10) + 1) : undefined
}

/** The part of the original that a part of its folded text stands for. */
export const inOriginal = ({ from, to }: Folded, span: Span): Span => ({
  from: from[span.from] ?? 0,
  to: to[span.to - 1] ?? 0,
})

/** How long a text is without these characters at its end. */
export function lengthWithout(characters: string, text: string): number {
  let length = text.length
  while (length > 0 && characters.includes(text[length - 1] ?? ' ')) length -= 1
  return length
}
