import { type Features, featuresOf } from '#lib/faq/question-features.ts'
import { readAsset } from '#lib/platform/assets.ts'

/** What `npm run faq:train` learned from the phrasings. */
export const MODEL_FILE = 'lib/faq/model/topic-model.json'

/** A feature that the model knows: how telling it is, and its weights for the topics that it speaks for or against. */
interface Known {
  readonly rarity: number
  readonly topics: Uint8Array
  readonly weights: Int8Array
}

export interface TopicModel {
  readonly topics: readonly string[]
  readonly bias: readonly number[]
  /** What the steps of weights are worth. */
  readonly step: number
  readonly features: ReadonlyMap<number, Known>
  /** The probabilities from which an answer is sure, and from which topics are suggested. */
  readonly sure: number
  readonly unsure: number
}

/** The model as it is stored. `packed` is a feature after another: hash, rarity in 1/16, count, topics, weights. */
export interface StoredModel extends Omit<TopicModel, 'features'> {
  /** The hash of phrasings, lexicon and code that it was learned from. */
  readonly learnedFrom: string
  readonly packed: string
}

const RARITY_STEPS = 24

export function packFeatures(features: TopicModel['features']): string {
  const parts = [...features]
    .toSorted(([one], [other]) => one - other)
    .map(([hash, { rarity, topics, weights }]) => {
      const head = Buffer.alloc(6)
      head.writeUInt32LE(hash)
      head.writeUInt8(Math.round(rarity * RARITY_STEPS), 4)
      head.writeUInt8(topics.length, 5)
      return Buffer.concat([head, topics, Buffer.from(weights.buffer, weights.byteOffset, weights.length)])
    })
  return Buffer.concat(parts).toString('base64')
}

function unpackModel({ packed, learnedFrom: _, ...rest }: StoredModel): TopicModel {
  const bytes = Buffer.from(packed, 'base64')
  const features = new Map<number, Known>()
  let at = 0
  while (at < bytes.length) {
    const count = bytes.readUInt8(at + 5)
    const from = at + 6
    features.set(bytes.readUInt32LE(at), {
      rarity: bytes.readUInt8(at + 4) / RARITY_STEPS,
      topics: new Uint8Array(bytes.subarray(from, from + count)),
      weights: new Int8Array(bytes.subarray(from + count, from + 2 * count)),
    })
    at = from + 2 * count
  }
  return { ...rest, features }
}

let loaded: TopicModel | undefined

/** The model, read once in a process. */
export const topicModel = (): TopicModel =>
  (loaded ??= unpackModel(JSON.parse(readAsset(MODEL_FILE)) as StoredModel))

/** Features weighted by their rarity, at length 1. Features that the model does not know are left out. */
function vectorOf(features: Features, { features: known }: Pick<TopicModel, 'features'>): Features {
  const vector = new Map<number, number>()
  let square = 0
  for (const [hash, value] of features) {
    const rarity = known.get(hash)?.rarity
    if (rarity === undefined) continue
    vector.set(hash, value * rarity)
    square += (value * rarity) ** 2
  }
  const length = Math.sqrt(square) || 1
  for (const [hash, value] of vector) vector.set(hash, value / length)
  return vector
}

export interface TopicShare {
  readonly topic: string
  readonly share: number
}

/** How probable each topic is for a question, the most probable first. */
export function topicsFor(question: string, model: TopicModel = topicModel()): readonly TopicShare[] {
  const scores = Float64Array.from(model.bias)
  for (const [hash, value] of vectorOf(featuresOf(question), model)) {
    const known = model.features.get(hash)
    known?.topics.forEach((topic, i) => {
      scores[topic] = (scores[topic] ?? 0) + value * (known.weights[i] ?? 0) * model.step
    })
  }
  const most = Math.max(...scores)
  const powers = scores.map((score) => Math.exp(score - most))
  const total = powers.reduce((sum, power) => sum + power, 0)
  return model.topics
    .map((topic, i) => ({ topic, share: (powers[i] ?? 0) / total }))
    .toSorted((a, b) => b.share - a.share)
}
