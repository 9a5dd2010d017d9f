import type { Phrasing } from '#infra/faq/phrasings.ts'
import { withSlips } from '#infra/faq/spelling-noise.ts'
import { type Features, featuresOf } from '#lib/faq/question-features.ts'
import type { Known, TopicModel } from '#lib/faq/topic-model.ts'
import { randomOf } from '#lib/testing/random.ts'

const EPOCHS = 12
const RATE = 2
/** A feature of one or two phrasings says little of others. */
const LEAST_PHRASINGS = 3
/** A weight below this share of the largest is left out of the model. */
const LEAST_WEIGHT = 0.025
const LARGEST_STEP = 127

/** A model with all of its features at hand. */
export interface LearnedModel extends TopicModel {
  readonly features: ReadonlyMap<number, Known>
}

interface Example {
  readonly at: Int32Array
  readonly values: Float32Array
  readonly topic: number
  readonly weight: number
}

/** Makes a model of phrasings: multinomial logistic regression by stochastic gradient descent. The same seed, the same model. */
export function learn(phrasings: readonly Phrasing[], seed: number): LearnedModel {
  const random = randomOf(seed)
  const topics = [...new Set(phrasings.map(({ topic }) => topic))].toSorted()
  const raw = phrasings.map(({ text }) => featuresOf(text))
  const rarities = raritiesOf(raw)
  const ids = new Map([...rarities.keys()].map((hash, at) => [hash, at]))
  const examples = phrasings.flatMap(({ topic, text }, i) => {
    const slipped = featuresOf(withSlips(text, 1, random))
    const place = topics.indexOf(topic)
    return [
      exampleOf(raw[i] ?? new Map(), { rarities, ids, topic: place, weight: 1 }),
      exampleOf(slipped, { rarities, ids, topic: place, weight: 0.35 }),
    ]
  })
  const { weights, bias } = descend(examples, { topics: topics.length, features: ids.size, random })
  return toModel({ topics, rarities, ids, weights, bias })
}

function raritiesOf(all: readonly Features[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>()
  for (const features of all)
    for (const hash of features.keys()) counts.set(hash, (counts.get(hash) ?? 0) + 1)
  return new Map(
    [...counts]
      .filter(([, count]) => count >= LEAST_PHRASINGS)
      .map(([hash, count]) => [hash, Math.round(24 * Math.log(1 + all.length / count)) / 24]),
  )
}

interface Place {
  readonly rarities: ReadonlyMap<number, number>
  readonly ids: ReadonlyMap<number, number>
  readonly topic: number
  readonly weight: number
}

function exampleOf(features: Features, { rarities, ids, topic, weight }: Place): Example {
  const known = [...features].flatMap(([hash, value]) => {
    const at = ids.get(hash)
    return at === undefined ? [] : [[at, value * (rarities.get(hash) ?? 0)] as const]
  })
  const length = Math.hypot(...known.map(([, value]) => value)) || 1
  return {
    at: Int32Array.from(known, ([at]) => at),
    values: Float32Array.from(known, ([, value]) => value / length),
    topic,
    weight,
  }
}

interface Sizes {
  readonly topics: number
  readonly features: number
  readonly random: () => number
}

function descend(examples: readonly Example[], { topics, features, random }: Sizes) {
  const weights = new Float32Array(features * topics)
  const bias = new Float32Array(topics)
  const order = examples.map((_, i) => i)
  for (let epoch = 0; epoch < EPOCHS; epoch += 1) {
    shuffle(order, random)
    const rate = RATE / (1 + epoch * 0.3)
    for (const i of order) {
      const example = examples[i]
      if (example) step(example, weights, bias, rate)
    }
  }
  return { weights, bias }
}

function step(
  { at, values, topic, weight }: Example,
  weights: Float32Array,
  bias: Float32Array,
  rate: number,
) {
  const topics = bias.length
  const slopes = Float64Array.from(bias)
  at.forEach((feature, i) => {
    const value = values[i] ?? 0
    const from = feature * topics
    for (let t = 0; t < topics; t += 1) slopes[t] = (slopes[t] ?? 0) + (weights[from + t] ?? 0) * value
  })
  toShares(slopes)
  slopes[topic] = (slopes[topic] ?? 0) - 1
  at.forEach((feature, i) => {
    const pace = (values[i] ?? 0) * rate * weight
    const from = feature * topics
    for (let t = 0; t < topics; t += 1) weights[from + t] = (weights[from + t] ?? 0) - pace * (slopes[t] ?? 0)
  })
}

function toShares(scores: Float64Array): void {
  const most = Math.max(...scores)
  let total = 0
  for (let t = 0; t < scores.length; t += 1) {
    scores[t] = Math.exp((scores[t] ?? 0) - most)
    total += scores[t] ?? 0
  }
  for (let t = 0; t < scores.length; t += 1) scores[t] = (scores[t] ?? 0) / total
}

interface Trained {
  readonly topics: readonly string[]
  readonly rarities: ReadonlyMap<number, number>
  readonly ids: ReadonlyMap<number, number>
  readonly weights: Float32Array
  readonly bias: Float32Array
}

/** Weights in 127 steps, without the smallest. */
function toModel({ topics, rarities, ids, weights, bias }: Trained): LearnedModel {
  const largest = weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0)
  const unit = largest / LARGEST_STEP
  const features = new Map(
    [...ids].map(([hash, at]) => {
      const row = [...weights.subarray(at * topics.length, (at + 1) * topics.length)]
      const kept = row.map((_, t) => t).filter((t) => Math.abs(row[t] ?? 0) >= largest * LEAST_WEIGHT)
      return [
        hash,
        {
          rarity: rarities.get(hash) ?? 0,
          topics: Uint8Array.from(kept),
          weights: Int8Array.from(kept, (t) => Math.round((row[t] ?? 0) / unit)),
        },
      ]
    }),
  )
  return { topics, bias: [...bias], step: unit, features, sure: 1, unsure: 0 }
}

function shuffle(order: number[], random: () => number): void {
  for (let i = order.length - 1; i > 0; i -= 1) {
    const j = Math.floor(random() * (i + 1))
    ;[order[i], order[j]] = [order[j] ?? 0, order[i] ?? 0]
  }
}
