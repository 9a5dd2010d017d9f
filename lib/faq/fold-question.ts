import { stripInvisible, toWesternDigits } from '#lib/platform/invisible-characters.ts'

/** Spellings of one word that Egyptians write in several ways. Arabic folding comes before. */
const SPELLINGS: readonly (readonly [RegExp, string])[] = [
  [/(?<![\u0621-\u064a])(?:ازاى|ازي|ازا|اذاي|ازااي|زاي)(?![\u0621-\u064a])/g, 'ازاي'],
  [/(?<![\u0621-\u064a])(?:عاوز|عايزه|عاوزه|عاوزين|عايزين|عوز)(?![\u0621-\u064a])/g, 'عايز'],
  [/(?<![\u0621-\u064a])(?:موش|مو)(?![\u0621-\u064a])/g, 'مش'],
  [/(?<![\u0621-\u064a])(?:بكام|بكم)(?![\u0621-\u064a])/g, 'كام'],
  [/(?<![\u0621-\u064a])(?:اية|ايه|اي)(?![\u0621-\u064a])/g, 'ايه'],
]

/**
 * Folds a question so that its spellings are one: as Lucene's ArabicNormalizer does (alef, yaa, taa marbuta, no vowel
 * marks, no tatweel), with hamza carriers, digits of any script, letters repeated for emphasis, and words that are
 * written in several ways. The folded text is never shown.
 */
export function foldQuestion(text: string): string {
  const folded = toWesternDigits(stripInvisible(text))
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\u064b-\u065f\u0670\u0640]/g, '')
    .replace(/[أإآٱ]/g, 'ا')
    .replace(/[ىئ]/g, 'ي')
    .replace(/ؤ/g, 'و')
    .replace(/ة/g, 'ه')
    .replace(/[گ]/g, 'ج')
    .replace(/[پ]/g, 'ب')
    .replace(/[ڤ]/g, 'ف')
    .replace(/[’‘`´]/g, "'")
    .replace(/\b(\w+)'(?:s|m|re|ve|ll|d)\b/g, '$1')
    .replace(/n't\b/g, ' not')
    .replace(/([^\d\s])\1{2,}/g, '$1')
    .replace(/[^\p{L}\p{Nd}\s]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return SPELLINGS.reduce((so, [pattern, word]) => so.replace(pattern, word), folded)
}

const ARABIC = /[\u0621-\u064a]/

/** Words that show English: they have no place in Arabic that is written with Latin letters. */
const ENGLISH_WORDS = new Set(
  (
    'the my i you your how what why when where who which is are was do does did can could will would should not no of ' +
    'to for from with without and or in on at this that it he she they we me him them if but have has had get got ' +
    'want need be been by about after before long many much there any some other another new old please am an'
  ).split(' '),
)

/** Words that show Franco, also where no digit does. */
const FRANCO_WORDS = new Set(
  (
    'el ezay ezzay ezai azay izay leh lih fen fein feen eh msh mesh mish mosh ana ento enta enty 3ayez ayez ayza aiza awez ' +
    'beta beta3 beta3i fe fel lel ya lw kam emta imta bokra w wala aw lesa lessa dah dih keda kda magash mafish mafesh ' +
    'elli illi meen ezayak bas ba2a 2ad khalas mkn momken yenfa3 ynf3 sanay3i zeboon shoghl talab fel2 3la ala'
  ).split(' '),
)

export type Script = 'arabic' | 'english' | 'franco'

/** In which way a folded question is written. Franco is Arabic in Latin letters, with digits for what they lack. */
export function scriptOf(folded: string): Script {
  if (ARABIC.test(folded)) return 'arabic'
  const words = folded.split(' ')
  const isFranco = words.some((word) => FRANCO_WORDS.has(word) || /[a-z][235-9]|[235-9][a-z]/.test(word))
  if (isFranco) return 'franco'
  return words.some((word) => ENGLISH_WORDS.has(word)) ? 'english' : 'franco'
}

const OF_LATIN: readonly (readonly [RegExp, string])[] = [
  [/kh|5/g, 'x'],
  [/gh|8/g, 'G'],
  [/sh|ch/g, '$'],
  [/th/g, 't'],
  [/ph|v/g, 'f'],
  [/7/g, 'h'],
  [/[q9]/g, '2'],
  [/6/g, 't'],
  [/j/g, 'g'],
  [/p/g, 'b'],
  [/[c]/g, 'k'],
]

const OF_ARABIC: Readonly<Record<string, string>> = {
  ب: 'b',
  ت: 't',
  ط: 't',
  ث: 't',
  ج: 'g',
  ح: 'h',
  ه: 'h',
  خ: 'x',
  د: 'd',
  ض: 'd',
  ذ: 'z',
  ز: 'z',
  ظ: 'z',
  ر: 'r',
  س: 's',
  ص: 's',
  ش: '$',
  ع: '3',
  غ: 'G',
  ف: 'f',
  ق: '2',
  ء: '2',
  ك: 'k',
  ل: 'l',
  م: 'm',
  ن: 'n',
  و: 'w',
  ي: 'y',
}

/**
 * The consonants of a word, coarse enough that Arabic and Franco spellings of it meet: عايز and 3ayez are both `3z`.
 * Vowels differ from writer to writer.
 */
export function skeletonOf(word: string): string {
  const codes = ARABIC.test(word)
    ? [...word].map((letter) => OF_ARABIC[letter] ?? (/[a-z\d]/.test(letter) ? letter : '')).join('')
    : OF_LATIN.reduce((so, [pattern, code]) => so.replace(pattern, code), word)
  const [first = '', ...rest] = codes
  return (first + rest.join('').replace(/[wy]/g, ''))
    .replace(/[aeiou]/g, '')
    .replace(/h$/, '')
    .replace(/(.)\1+/g, '$1')
}
