import { conceptsIn } from '#lib/faq/concepts.ts'
import { foldQuestion, scriptOf, skeletonOf } from '#lib/faq/fold-question.ts'

/** A feature by its hash, with its weight in this question. */
export type Features = ReadonlyMap<number, number>

/** Words that say nothing of what is asked. */
const FILLERS = new Set(
  (
    'please hi hello hey thanks thank السلام عليكم لو سمحت سمحتم من فضلك فضلكم يا جماعه مساء صباح الخير شكرا ممكن طيب بقي ' +
    'يعني والله بس law sama7t sama7ti salam'
  ).split(' '),
)

const PREFIXES =
  /^(?:وال|بال|كال|فال|لل|ال|و(?=[\u0621-\u064a]{3})|ب(?=[\u0621-\u064a]{4})|ه(?=[\u0621-\u064a]{4})|ح(?=[\u0621-\u064a]{4}))/
const SUFFIXES = /(?<=[\u0621-\u064a]{3})(?:كم|كو|هم|ها|نا|ات|ين|ون|ني|ه|ي|ك)$/

const stemOf = (word: string): string =>
  /[a-z]/.test(word)
    ? word.replace(/(?<=[a-z]{3})(?:ing|ed|es|s|ation|ment|ly)$/, '')
    : word.replace(PREFIXES, '').replace(SUFFIXES, '')

/**
 * What a question is recognized by: its words, their stems, pairs of words, groups of 3 to 4 letters within a word (so that
 * a typo leaves most of them), the consonants of Arabic words, which Franco shares, and the concepts that it names with
 * their pairs in any order, which all languages share. Each kind counts alike, however long the question is.
 */
export function featuresOf(question: string): Features {
  const folded = foldQuestion(question)
  const script = scriptOf(folded)
  const all = folded.split(' ').filter((word) => word !== '')
  const told = all.filter((word) => !FILLERS.has(word))
  const words = told.length > 0 ? told : all
  const features = new Map<number, number>()
  add(
    features,
    words.map((word) => `w${word}`),
    1,
  )
  add(
    features,
    words.map((word) => `s${stemOf(word)}`),
    1,
  )
  add(features, pairsOf(words.map(stemOf)), 0.7)
  add(
    features,
    words.flatMap((word) => gramsOf(word, 'c')),
    1.2,
  )
  if (script !== 'english') {
    const skeletons = words.map(skeletonOf).filter((skeleton) => skeleton !== '')
    const weight = script === 'franco' ? 1.6 : 0.8
    add(
      features,
      skeletons.map((skeleton) => `k${skeleton}`),
      weight,
    )
    add(
      features,
      pairsOf(skeletons).map((pair) => `k${pair}`),
      weight * 0.7,
    )
    add(
      features,
      skeletons.flatMap((skeleton) => gramsOf(skeleton, 'K')),
      weight * 0.6,
    )
  }
  const concepts = conceptsIn(words, script)
  add(
    features,
    concepts.map((concept) => `g${concept}`),
    1.5,
  )
  add(features, pairsWithin(concepts), 1.2)
  return features
}

const pairsOf = (words: readonly string[]): string[] =>
  words.slice(1).map((word, i) => `p${words[i] ?? ''} ${word}`)

const pairsWithin = (concepts: readonly string[]): string[] =>
  concepts.flatMap((one, i) => concepts.slice(i + 1).map((other) => `G${one}+${other}`))

function gramsOf(word: string, kind: 'c' | 'K'): string[] {
  const framed = `<${word}>`
  const grams: string[] = []
  for (const size of [3, 4]) {
    for (let at = 0; at + size <= framed.length; at += 1) grams.push(`${kind}${framed.slice(at, at + size)}`)
  }
  return grams
}

function add(features: Map<number, number>, names: readonly string[], weight: number): void {
  if (names.length === 0) return
  const each = weight / Math.sqrt(names.length)
  for (const name of names) {
    const id = hashOf(name)
    features.set(id, (features.get(id) ?? 0) + each)
  }
}

/** FNV-1a, 32 bits. */
function hashOf(name: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < name.length; i += 1) {
    hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193)
  }
  return hash >>> 0
}
