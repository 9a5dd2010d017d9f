import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

const ROOT = path.resolve(import.meta.dirname, '../..')
export const PHRASINGS = path.join(ROOT, 'infra/faq/phrasings')

/** All that a model follows from, beside its phrasings. */
const SOURCES = [
  'lib/faq/model/concepts.txt',
  'lib/faq/concepts.ts',
  'lib/faq/word-forms.ts',
  'lib/faq/fold-question.ts',
  'lib/faq/question-features.ts',
  'infra/faq/learn.ts',
  'infra/faq/spelling-noise.ts',
]

/** The hash of everything that a model is learned from: a model with another one is out of date. */
export function learnedFrom(): string {
  const hash = createHash('sha256')
  const phrasings = readdirSync(PHRASINGS)
    .toSorted()
    .map((file) => path.join(PHRASINGS, file))
  for (const file of [...phrasings, ...SOURCES.map((source) => path.join(ROOT, source))]) {
    hash.update(readFileSync(file, 'utf8').replace(/\s+/g, ' '))
  }
  return hash.digest('hex').slice(0, 32)
}
