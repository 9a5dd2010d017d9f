import { isEnumeration } from '#lib/contact-masking/enumerations.ts'
import { type Figure, figuresOf } from '#lib/contact-masking/figures.ts'
import type { Span } from '#lib/contact-masking/fold.ts'
import { numbersOf, type Word } from '#lib/contact-masking/numbers.ts'

const MOBILE = /^01[0125]\d{8}$/
const MOBILE_ABROAD = /^(?:00?20|20?)0?1[0125]\d{8}$/
const WHOLE_ABROAD = /^(?:0020|020)1[0125]\d{8}$|^201[0125]\d{8}$/
const MOBILE_WITHOUT_ZERO = /^1[0125]\d{8}$/
const LANDLINE =
  /^(?:(?:00)?20|0)(?:2\d{8}|3\d{7}|(?:13|15|4[05678]|5[057]|6[245689]|8[2468]|9[23567])\d{7})$/
/** What a number begins with while it is read figure by figure. */
const MOBILE_BEGUN = /^0(?:1(?:[0125]\d{0,8})?)?$|^\+20?(?:1(?:[0125]\d{0,8})?)?$/
const MOBILE_INSIDE = /^01[0125]\d{8,12}$|^\d{0,2}01[0125]\d{8}$/
const SEVERAL = /^(?:01[0125]\d{8}){2,4}$/
const FOREIGN = /^[1-9]\d{8,14}$/
const SHORTEST_NUMBER = 7
const LONGEST_NUMBER = 15
const MOST_FIGURES = 15

/** Words between the groups of one number that are no words of their own: 010 and then 1234. */
const JOINING =
  /^(?:و|w|we|wa|wi|and|then|n|dash|hyphen|minus|slash|space|dot|comma|ثم|بعدين|وبعدين|وبعدها|بعدها|شرطه|داش|مسافه|plus)$/
const MOST_BETWEEN = 14

/** Words after which a number is one to call, as long as it looks like one at all. */
const CALLS =
  /^(?:[وبفل]?(?:ال)?(?:رقمي|نمرتي|نمرته|موبايل|موبيل|موبايلي|موبيلي|محمول|محمولي|تليفون|تلفون|تليفوني|تلفوني|هاتف|هاتفي|واتس|واتساب|واتسابي|وتس|ارضي|اتصل|اتصلي|كلمني|كلميني|كلمنا|كلمه|رنلي|رن|رنه|فون|فاكس)|call|phone|tel|telephone|mobile|cell|landline|whatsapp|whats|watsapp|wats|ring|dial|text|sms|viber|fax|contact|reach|hotline|nemrety|rakamy|raqami|ra2my|ra2mi|kalemny|kallemny|etesel|mobayel|telefon)$/
const OWN = /^(?:my|our|his|her|this|the|home|office|shop|work|direct|personal)$/
const WORDS_AFTER_CALL = 4

/** The phone numbers of a folded text. One whose groups stand apart is a span for each group. */
export function findPhones(folded: string, words: readonly Word[]): Span[] {
  const figures = figuresOf(folded, words, numbersOf(folded, words))
  const joined = figures.map((figure, i) => isJoined(folded, figures[i - 1], figure))
  const reading: Reading = { folded, figures, joined, called: calledFrom(folded, words) }
  const isTaken = figures.map(() => false)
  // the clear shapes come first, so that no uncertain one takes a part of them
  const mobiles = joinedNumbers(reading, isTaken, isMobile)
  const scattered = scatteredNumbers(figures, isTaken)
  return [...mobiles, ...scattered, ...joinedNumbers(reading, isTaken, isOtherNumber)]
}

interface Reading {
  readonly folded: string
  readonly figures: readonly Figure[]
  /** Whether nothing but separators stands between a figure and the one before it. */
  readonly joined: readonly boolean[]
  /** Whether a place comes shortly after a word that asks to be called. */
  readonly called: (at: number) => boolean
}

type Shape = (run: readonly Figure[], digits: string, reading: Reading) => boolean

function joinedNumbers(reading: Reading, isTaken: boolean[], shape: Shape): Span[] {
  const spans: Span[] = []
  for (let i = 0; i < reading.figures.length; i += 1) {
    const count = isTaken[i] ? 0 : joinedNumberAt(reading, isTaken, i, shape)
    if (count === 0) continue
    isTaken.fill(true, i, i + count)
    spans.push(spanOf(reading, i, i + count - 1))
  }
  return spans
}

const isSpelledDigit = ({ inWords, digits }: Figure): boolean => inWords && digits.length === 1

/** Digits that are spelled one by one may have a word among them that nobody has heard of: one more spelling. */
const isJoined = (folded: string, before: Figure | undefined, figure: Figure): boolean => {
  if (!before) return false
  const [from, to] = [before.to, figure.from]
  if (to - from > MOST_BETWEEN) return false
  if (to - from === 1 && /[a-z]/.test(folded[from] ?? '')) return true // 0a1b0c, 010x1234x5678
  const words = folded.slice(from, to).match(/[\p{L}\p{N}]+/gu)
  if (words === null || (words.length <= 2 && words.every((word) => JOINING.test(word)))) return true
  return words.length === 1 && isSpelledDigit(before) && isSpelledDigit(figure)
}

/** With the plus and the bracket before the first group. */
function spanOf({ folded, figures }: Reading, first: number, last: number): Span {
  const from = figures[first]?.from ?? 0
  const prefix = /[+(][\s+(]{0,2}$/.exec(folded.slice(Math.max(0, from - 3), from))?.[0].length ?? 0
  return { from: from - prefix, to: figures[last]?.to ?? from }
}

/** How many figures from this one on are one number, with nothing but separators between them; 0 if none. */
function joinedNumberAt(reading: Reading, isTaken: readonly boolean[], start: number, shape: Shape): number {
  const run: Figure[] = []
  let digits = ''
  let best = 0
  for (let i = start; i < reading.figures.length && run.length < MOST_FIGURES; i += 1) {
    const figure = reading.figures[i]
    if (!figure || isTaken[i] || (i > start && !reading.joined[i]) || !isPart(figure, shape, run[0])) break
    run.push(figure)
    digits += figure.digits
    if (digits.length > LONGEST_NUMBER && run.length > 1) break
    if (digits.length >= SHORTEST_NUMBER && shape(run, digits, reading)) best = run.length
    if (best > 0 && isWhole(digits)) break
  }
  return best
}

/** An "I" behind a number is no digit, unless the whole is the clear shape of a mobile number. */
const isPart = (figure: Figure, shape: Shape, first?: Figure): boolean =>
  (!figure.isFormatted || (shape === isMobile && !figure.isDate && isCode(first))) &&
  !(figure.isLookalike && shape === isOtherNumber)

/** `010 12:34 56.78`: nobody writes the code of a mobile network before a time or a price. */
const isCode = (first: Figure | undefined): boolean =>
  first !== undefined && !first.isFormatted && !first.isNamed && /^01[0125]\d?$/.test(first.digits)

const isWhole = (digits: string): boolean => MOBILE.test(digits) || WHOLE_ABROAD.test(digits)

/** A mobile number by its shape alone. */
const isMobile: Shape = (run, digits, { folded }) => {
  if (run.length === 1 && digits.length > 12) return isLongMobile(run[0] as Figure)
  if (run.every(({ isLookalike }) => isLookalike) || isListed(folded, run)) return false
  return MOBILE.test(digits) || (MOBILE_ABROAD.test(digits) && hasCountryCode(folded, run))
}

/** A number that needs more than its digits to be one: a word for calling, a plus, its place. */
const isOtherNumber: Shape = (run, digits, { folded, called }) => {
  const first = run[0]
  if (!first || run.some(({ isNamed, isPlace, isGlued }) => (isNamed && !isPlace) || isGlued)) return false
  if (isListed(folded, run)) return false
  if (isForeign(folded, first, digits) || (LANDLINE.test(digits) && hasAreaCode(folded, run))) return true
  if (MOBILE_WITHOUT_ZERO.test(digits) && isSaidWithoutZero(run)) return true
  return isInWords(run, digits) || (called(first.from) && isCalled(run, digits))
}

/** With a country code, with a few digits too many, or two numbers without a space. */
const isLongMobile = ({ digits, isGlued }: Figure): boolean =>
  MOBILE_ABROAD.test(digits) ||
  (!isGlued && digits.length < 16 && MOBILE_INSIDE.test(digits)) ||
  SEVERAL.test(digits)

/** `+20 10 1234 5678`, `2 010 1234 5678`, `20 10 1234 5678`; not the sizes 20, 120, 150 and 2500. */
function hasCountryCode(folded: string, run: readonly Figure[]): boolean {
  const [first = '', second = ''] = run.map(({ digits }) => digits)
  if (run.length === 1 || first.startsWith('00') || hasPlus(folded, run[0]?.from ?? 0)) return true
  return second.startsWith('01') || isGrouped(folded, run)
}

/** `02 2456 7890`, `+20 2 2456 7890`, `20 2 2456 7890`; not the sizes 20, 32, 40, 50 and 63. */
function hasAreaCode(folded: string, run: readonly Figure[]): boolean {
  const [first = ''] = run.map(({ digits }) => digits)
  if (run.length === 1 || /^0\d/.test(first) || hasPlus(folded, run[0]?.from ?? 0)) return true
  return isGrouped(folded, run)
}

/** In groups as people dial them: digit by digit, in pairs, or with a long group; nothing multiplied. */
function isGrouped(folded: string, run: readonly Figure[]): boolean {
  const rest = run.slice(1)
  if (run.some(({ inWords }) => inWords) || rest.every(({ digits }) => digits.length === 1)) return true
  const whole = folded.slice(run[0]?.from, run.at(-1)?.to)
  if (/[*x]/.test(whole)) return false
  return rest.some(({ digits }) => digits.length > 3) || rest.every(({ digits }) => digits.length === 2)
}

const isListed = (folded: string, run: readonly Figure[]): boolean =>
  isEnumeration(run) && !hasPlus(folded, run[0]?.from ?? 0)

/** A plus before a number; not the plus between two sums. */
function hasPlus(folded: string, from: number): boolean {
  const before = folded.slice(Math.max(0, from - 5), from)
  return /\+\s?\(?$/.test(before) && !/\d\s?\+\s?\(?$|\p{L}\+\s?\(?$/u.test(before)
}

const isForeign = (folded: string, { from }: Figure, digits: string): boolean =>
  /^00[1-9]\d{8,12}$/.test(digits) || (hasPlus(folded, from) && FOREIGN.test(digits))

/** `1012345678` or digit by digit; groups such as 100 200 1500 are prices. */
const isSaidWithoutZero = (run: readonly Figure[]): boolean =>
  run.length === 1 || run.every(({ digits }) => digits.length === 1)

/** Nobody says so many digits one by one but to be called. Compound words leave the count uncertain. */
function isInWords(run: readonly Figure[], digits: string): boolean {
  if (digits.length >= 8 && run.every(isSpelledDigit)) return true
  const inWords = run.filter((figure) => figure.inWords).length
  if (inWords * 2 < run.length || run.length < 4) return false
  return /^01[0125]\d{7,10}$/.test(digits)
}

/** After "call me on": a local landline, a number of another country, one with a digit too few. */
function isCalled(run: readonly Figure[], digits: string): boolean {
  if (run.length === 1 && digits.endsWith('000')) return false // a sum
  if (run.length > 1 && run.every(({ digits: group }) => Number(group) >= 100 && Number(group) % 50 === 0))
    return false
  return run.length <= 4
    ? digits.length <= 14
    : digits.length >= 8 && run.every(({ digits: group }) => group.length <= 2)
}

/** Whether a place of the text comes shortly after a word that asks to be called. */
function calledFrom(folded: string, words: readonly Word[]): (at: number) => boolean {
  const calls = words.flatMap(({ text }, i) =>
    CALLS.test(text) || (/^numbers?$/.test(text) && OWN.test(words[i - 1]?.text ?? '')) ? [i] : [],
  )
  const reaches = calls.map((i) => ({
    from: words[i]?.to ?? 0,
    to: words[Math.min(i + WORDS_AFTER_CALL, words.length - 1)]?.to ?? 0,
  }))
  let next = 0
  return (at) => {
    while (next < reaches.length && (reaches[next]?.to ?? 0) < at) next += 1
    const reach = reaches[next]
    return reach !== undefined && reach.from <= at && !/[.!?\n]\s/.test(folded.slice(reach.from, at))
  }
}

/**
 * Mobile numbers whose groups stand apart, with words or whole sentences between them. A number word between them may
 * be meant as a word: "and the last four: 3344".
 */
function scatteredNumbers(figures: readonly Figure[], isTaken: boolean[]): Span[] {
  const free = Array.from(figures.keys()).filter((i) => !isTaken[i] && isFree(figures[i] as Figure))
  const inDigits = free.filter((i) => !figures[i]?.inWords)
  const labelled = Array.from(figures.keys()).filter((i) => isPerhapsFree(figures[i] as Figure))
  return [free, inDigits, labelled].flatMap((places) => scatteredAmong(figures, places, isTaken))
}

const isFree = (figure: Figure): boolean =>
  !figure.isFormatted &&
  !figure.isNamed &&
  !figure.isLookalike &&
  !(figure.isGlued && figure.digits.length < 3)

/** "the code is 0122, then 6677": what has a label before it, but no unit behind it. */
const isPerhapsFree = (figure: Figure): boolean =>
  isFree({ ...figure, isNamed: figure.isCounted }) && !figure.inWords

function scatteredAmong(figures: readonly Figure[], places: readonly number[], isTaken: boolean[]): Span[] {
  const spans: Span[] = []
  for (let start = 0; start < places.length; start += 1) {
    const length = scatteredLength(figures, places, start, isTaken)
    for (const place of places.slice(start, start + length)) {
      isTaken[place] = true
      spans.push({ from: figures[place]?.from ?? 0, to: figures[place]?.to ?? 0 })
    }
    start += Math.max(0, length - 1)
  }
  return spans
}

/** How many of these figures in a row are a mobile number; 0 if they are none. */
function scatteredLength(
  figures: readonly Figure[],
  places: readonly number[],
  start: number,
  isTaken: readonly boolean[],
): number {
  const first = figures[places[start] ?? -1]?.digits ?? ''
  const taken: Figure[] = []
  let digits = ''
  for (let i = start; first.startsWith('0') && i < places.length; i += 1) {
    const place = places[i] ?? -1
    const figure = figures[place]
    if (!figure) return 0
    taken.push(figure)
    digits += figure.digits
    if (isTaken[place] || !MOBILE_BEGUN.test(digits)) return 0
    if (MOBILE.test(digits)) return isEnumeration(taken) ? 0 : taken.length
  }
  return 0
}
