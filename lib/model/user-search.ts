import { foldForSearch } from '#lib/platform/fold-text.ts'

/** What a user is found by. Each of these fields has its words in `searchWords`. */
export interface SearchedFields {
  readonly firstName: string
  readonly lastName?: string | null
  readonly email: string
  readonly phone?: string | null
  readonly tags?: readonly string[] | null
}

export const SEARCHED_FIELDS = ['firstName', 'lastName', 'email', 'phone', 'tags'] as const

/** Longer beginnings of a word are not told apart. It keeps the index small. */
const MAX_PREFIX = 12
/** A query of more words is found by its first ones. */
const MAX_QUERY_WORDS = 6
/** The shortest beginning of a phone number that is looked for, and the shortest end. */
const MIN_PHONE_START = 3
const MIN_PHONE_END = 4

/**
 * The words that a user is found by, folded: every beginning of each word of the name and of the e-mail, beginnings and
 * ends of the phone number, and the tags. One index over them finds what somebody types without reading any account
 * that does not match.
 */
export function searchWordsOf({ firstName, lastName, email, phone, tags }: SearchedFields): string[] {
  const [local = '', domain = ''] = email.split('@')
  const words = [
    ...nameWords(`${firstName} ${lastName ?? ''}`).flatMap(beginningsOf),
    ...wordsIn(local).flatMap(beginningsOf),
    ...wordsIn(domain).map(cut),
    ...(phone ? phoneWords(phone) : []),
    ...(tags ?? []).map(tagWord),
  ]
  return [...new Set(words)]
}

/** The words to look for when somebody types this: all of them have to be found. Empty if it has no word. */
export function queryWordsOf(typed: string): string[] {
  const digits = foldForSearch(typed).replace(/[\s()+./-]/g, '')
  if (/^\d{3,}$/.test(digits)) return [nationalFormOf(digits)]
  const words = [...new Set(nameWords(typed).map(cut))].slice(0, MAX_QUERY_WORDS)
  return words.toSorted((one, other) => other.length - one.length) // the longest finds the fewest: it comes first
}

/** The word of a tag. No name or number can look like it. */
export const tagWord = (tag: string): string => `#${foldForSearch(tag)}`

/** Names with "عبد" are written in one word or in two: both are one word here. */
const nameWords = (text: string): string[] => wordsIn(foldForSearch(text).replace(/(^| )عبد /g, '$1عبد'))

const wordsIn = (text: string): string[] =>
  foldForSearch(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')

function beginningsOf(word: string): string[] {
  const letters = [...word].slice(0, MAX_PREFIX)
  return letters.map((_, i) => letters.slice(0, i + 1).join(''))
}

const cut = (word: string): string => [...word].slice(0, MAX_PREFIX).join('')

function phoneWords(phone: string): string[] {
  const number = nationalFormOf(phone.replace(/\D/g, ''))
  const starts = lengthsUpTo(MIN_PHONE_START, number.length).map((length) => number.slice(0, length))
  const ends = lengthsUpTo(MIN_PHONE_END, number.length - 1).map((length) => number.slice(-length))
  return [...starts, ...ends]
}

const lengthsUpTo = (least: number, most: number): number[] =>
  Array.from({ length: Math.max(0, most - least + 1) }, (_, i) => least + i)

/** An Egyptian number as it is dialled at home: 01001234567. */
const nationalFormOf = (digits: string): string => digits.replace(/^(00)?20(?=1|$)/, '0')
