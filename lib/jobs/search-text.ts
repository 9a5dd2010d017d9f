import { foldForSearch } from '#lib/platform/fold-text.ts'

const wordsIn = (text: string): string[] => foldForSearch(text).match(/[\p{L}\p{M}\p{N}]+/gu) ?? []

/** The lengths of the beginnings that are stored of each word. A shorter word is found only whole. */
const MIN_PREFIX = 3
const MAX_PREFIX = 8

/** No word is longer than this in the index. */
const MAX_WORD = 40

/** The Arabic article with what is written in one with it: "السباكة", "بالسباكة", "للسباكة". */
const ARTICLE = /^(?:وال|بال|فال|كال|ال|لل)(?=.{3})/u

const withoutArticle = (word: string): string => word.replace(ARTICLE, '')

/**
 * The words that a job is found by (lib/model/job.model.ts, `words`): each word of its title and description, folded,
 * with and without its article, whole and by its beginnings of 3 to 8 letters. One entry of an index answers one word
 * of a search, so that jobs come out of it in their order.
 */
export function wordsOf({ title, description }: { title: string; description: string }): string[] {
  const words = new Set<string>()
  for (const word of wordsIn(`${title} ${description}`)) {
    for (const form of [word, withoutArticle(word)]) {
      const letters = [...form].slice(0, MAX_WORD)
      words.add(letters.join(''))
      const most = Math.min(MAX_PREFIX, letters.length)
      for (let length = MIN_PREFIX; length <= most; length += 1) words.add(letters.slice(0, length).join(''))
    }
  }
  return [...words]
}

/** One word of a search. */
export interface SearchedWord {
  /** What is stored for it. */
  readonly word: string
  /** The whole beginning, where it is longer than what is stored of a word. It has letters and digits alone. */
  readonly beginning?: string
}

/** More words than this narrow a search no further. */
const MAX_SEARCHED = 10

/**
 * The words of a search, all of which a job has to have; the longest first. A word also finds those that begin with it
 * ("سباك" finds "سباكة", "plumb" finds "plumbing"); one of one or two letters finds only itself. Empty if there is
 * nothing to search for, as in "?!".
 */
export function searchedWords(phrase: string): SearchedWord[] {
  const words = wordsIn(phrase).map((word) => [...withoutArticle(word)].slice(0, MAX_WORD))
  const distinct = new Map(words.map((letters) => [letters.join(''), letters]))
  return [...distinct.values()]
    .toSorted((a, b) => b.length - a.length)
    .slice(0, MAX_SEARCHED)
    .map((letters) => {
      const word = letters.slice(0, MAX_PREFIX).join('')
      return letters.length > MAX_PREFIX ? { word, beginning: letters.join('') } : { word }
    })
}
