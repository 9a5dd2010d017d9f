import { foldQuestion, type Script, skeletonOf } from '#lib/faq/fold-question.ts'
import { formsOf } from '#lib/faq/word-forms.ts'
import { readAsset } from '#lib/platform/assets.ts'

/** The lexicon: a line a concept, with the words that name it in English, standard Arabic and Egyptian. */
const CONCEPTS_FILE = 'lib/faq/model/concepts.txt'

interface Lexicon {
  readonly byWord: ReadonlyMap<string, readonly string[]>
  /** By the consonants of Arabic words: Franco is looked up here. */
  readonly bySkeleton: ReadonlyMap<string, readonly string[]>
  /** By a word that lacks one letter, so that a word with one slip is found. */
  readonly bySlip: ReadonlyMap<string, readonly string[]>
  /** Expressions of several words, by their first word. */
  readonly expressions: ReadonlyMap<string, readonly Expression[]>
}

interface Expression {
  readonly words: readonly string[]
  readonly concept: string
}

let read: Lexicon | undefined

/** The concepts that a folded question names, each once, in any of the languages. */
export function conceptsIn(words: readonly string[], script: Script): readonly string[] {
  read ??= readLexicon(readAsset(CONCEPTS_FILE))
  const forms = words.map((word) => new Set(formsOf(word)))
  const found = new Set(expressionsIn(read, words, forms))
  words.forEach((word, at) => {
    for (const concept of conceptsOfWord(read as Lexicon, word, forms[at] ?? new Set([word]), script))
      found.add(concept)
  })
  return [...found].toSorted()
}

function conceptsOfWord(
  lexicon: Lexicon,
  word: string,
  forms: ReadonlySet<string>,
  script: Script,
): readonly string[] {
  const exact = [...forms].flatMap((form) => lexicon.byWord.get(form) ?? [])
  if (exact.length > 0) return exact
  if (script === 'franco') {
    const bare = word.replace(/^(?:el|al|il|l)-?(?=[a-z\d]{3})/, '')
    const skeletons = [
      skeletonOf(word),
      skeletonOf(bare),
      skeletonOf(bare.replace(/(?:na|ko|ak|ek|ha|i|y|t)$/, '')),
    ]
    const near = skeletons.flatMap((skeleton) => lexicon.bySkeleton.get(skeleton) ?? [])
    if (near.length > 0) return near
  }
  if (word.length < 5) return []
  return [word, ...withoutOneLetter(word)].flatMap((slip) => lexicon.bySlip.get(slip) ?? [])
}

function* expressionsIn(
  { expressions }: Lexicon,
  words: readonly string[],
  forms: readonly ReadonlySet<string>[],
): Generator<string> {
  for (let at = 0; at < words.length; at += 1) {
    for (const form of forms[at] ?? []) {
      for (const { words: wanted, concept } of expressions.get(form) ?? []) {
        const isThere = wanted.every((word, i) => words[at + i] === word || forms[at + i]?.has(word))
        if (isThere) yield concept
      }
    }
  }
}

function readLexicon(text: string): Lexicon {
  const byWord = new Map<string, string[]>()
  const bySkeleton = new Map<string, string[]>()
  const bySlip = new Map<string, string[]>()
  const expressions = new Map<string, Expression[]>()
  for (const { concept, words } of entriesOf(text)) {
    const [first = ''] = words
    if (words.length > 1) {
      expressions.set(first, [...(expressions.get(first) ?? []), { words, concept }])
      continue
    }
    for (const form of formsOf(first)) put(byWord, form, concept)
    if (/[\u0621-\u064a]/.test(first)) {
      const skeleton = skeletonOf(first)
      if (skeleton.length > 2) put(bySkeleton, skeleton, concept)
    }
    if (first.length >= 5) for (const slip of [first, ...withoutOneLetter(first)]) put(bySlip, slip, concept)
  }
  return { byWord, bySkeleton, bySlip, expressions }
}

function entriesOf(text: string): readonly { concept: string; words: readonly string[] }[] {
  return text
    .trim()
    .split('\n')
    .flatMap((line) => {
      const [concept = '', rest = ''] = line.split(':')
      const written = rest.replaceAll('|', ' ').trim().split(/\s+/)
      return written.map((one) => ({ concept, words: foldQuestion(one.replaceAll('_', ' ')).split(' ') }))
    })
}

function put(map: Map<string, string[]>, key: string, concept: string): void {
  const there = map.get(key)
  if (!there) map.set(key, [concept])
  else if (!there.includes(concept)) there.push(concept)
}

/** The word without each of its letters but the first: two words with one slip between them share one of these. */
const withoutOneLetter = (word: string): readonly string[] =>
  Array.from({ length: word.length - 1 }, (_, at) => word.slice(0, at + 1) + word.slice(at + 2))
