import { writeFileSync } from 'node:fs'
import { learn } from '#infra/faq/learn.ts'
import { learnedFrom, PHRASINGS } from '#infra/faq/learned-from.ts'
import { type Phrasing, readPhrasings } from '#infra/faq/phrasings.ts'
import { MODEL_FILE, packFeatures, topicsFor } from '#lib/faq/topic-model.ts'
import { randomOf } from '#lib/testing/random.ts'

const SEED = 7
const FOLDS = 5
/**
 * Phrasings were written to differ, so that unseen ones are much harder than questions: where so many of them are
 * answered rightly, 96 to 98 % of the questions of people who saw no phrasing are (docs/decisions/faq.md).
 */
const PRECISION = 0.76
/** Below this probability even a suggestion is a guess. */
const UNSURE = 0.1
const NOT_OURS = new Set(['out-of-scope', 'abuse'])

interface Guess {
  readonly share: number
  readonly isRight: boolean
}

/** What models say of phrasings that they were not learned from. */
function crossValidate(phrasings: readonly Phrasing[]): readonly Guess[] {
  const random = randomOf(SEED)
  const folds = phrasings.map(() => Math.floor(random() * FOLDS))
  return Array.from({ length: FOLDS }, (_, fold) => fold).flatMap((fold) => {
    const model = learn(
      phrasings.filter((_, i) => folds[i] !== fold),
      SEED,
    )
    return phrasings
      .filter((_, i) => folds[i] === fold)
      .flatMap(({ topic, text }) => {
        const [best] = topicsFor(text, model)
        if (!best || NOT_OURS.has(best.topic)) return []
        return [{ share: best.share, isRight: best.topic === topic }]
      })
  })
}

/** The least probability from which on answers are right often enough. */
function surenessOf(guesses: readonly Guess[]): number {
  const falling = guesses.toSorted((one, other) => other.share - one.share)
  let right = 0
  let sure = 1
  falling.forEach(({ share, isRight }, i) => {
    right += isRight ? 1 : 0
    if (right / (i + 1) >= PRECISION) sure = share
  })
  return Math.round(sure * 1000) / 1000
}

const phrasings = readPhrasings(PHRASINGS)
const sure = surenessOf(crossValidate(phrasings))
const { features, topics, bias, step } = learn(phrasings, SEED)
const stored = {
  learnedFrom: learnedFrom(),
  topics,
  bias,
  step,
  sure,
  unsure: UNSURE,
  packed: packFeatures(features),
}
const json = JSON.stringify(stored)
writeFileSync(MODEL_FILE, `${json}\n`)
console.log(
  `${phrasings.length} phrasings, ${features.size} features, sure from ${sure}, ${Math.round(json.length / 1024)} KB`,
)
