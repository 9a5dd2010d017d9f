import { type Features, featuresOf } from '#lib/faq/question-features.ts'
import { readAsset } from '#lib/platform/assets.ts'

/** What `npm run faq:train` learned from the phrasings. */
export const MODEL_FILE = 'lib/faq/model/topic-model.json'

/** A feature that the model knows: how telling it is, and its weights for the topics that it speaks for or against. */
export interface Known {
  readonly rarity: number
  readonly topics: Uint8Array
  readonly weights: Int8Array
}

export interface TopicModel {
  readonly topics: readonly string[]
  readonly bias: readonly number[]
  /** What the steps of weights are worth. */
  readonly step: number
  /** By the hash of each. */
  readonly features: { get(hash: number): Known | undefined }
  /** The probabilities from which an answer is sure, and from which topics are suggested. */
  readonly sure: number
  readonly unsure: number
}

/** The model as it is stored, its features packed into bytes in base64 (`packFeatures`). */
export interface StoredModel extends Omit<TopicModel, 'features'> {
  /** The hash of phrasings, lexicon and code that it was learned from. */
  readonly learnedFrom: string
  readonly packed: string
}

const RARITY_STEPS = 24

/**
 * The features by rising hash, as columns: how many, the hashes (4 bytes each), rarities in 1/24, numbers of weights, the
 * topics of all weights, the weights. So a process reads them where they lie, without making an object of each.
 */
export function packFeatures(features: ReadonlyMap<number, Known>): string {
  const sorted = [...features].toSorted(([one], [other]) => one - other)
  const known = sorted.map(([, one]) => one)
  return Buffer.concat([
    Buffer.from(Uint32Array.of(sorted.length).buffer),
    Buffer.from(Uint32Array.from(sorted, ([hash]) => hash).buffer),
    Buffer.from(known.map(({ rarity }) => Math.round(rarity * RARITY_STEPS))),
    Buffer.from(known.map(({ topics }) => topics.length)),
    ...known.map(({ topics }) => topics),
    ...known.map(({ weights }) => Buffer.from(weights.buffer, weights.byteOffset, weights.length)),
  ]).toString('base64')
}

/** The packed features, found by halving. */
class PackedFeatures {
  readonly #hashes: Uint32Array
  readonly #rarities: Uint8Array
  /** Where the weights of each feature begin; one more entry ends the last. */
  readonly #starts: Uint32Array
  readonly #topics: Uint8Array
  readonly #weights: Int8Array

  constructor(packed: string) {
    const { buffer } = Uint8Array.from(Buffer.from(packed, 'base64')) // its own buffer, so that numbers are aligned
    const [size = 0] = new Uint32Array(buffer, 0, 1)
    this.#hashes = new Uint32Array(buffer, 4, size)
    this.#rarities = new Uint8Array(buffer, 4 + 4 * size, size)
    this.#starts = new Uint32Array(size + 1)
    const counts = new Uint8Array(buffer, 4 + 5 * size, size)
    for (let i = 0; i < size; i += 1) this.#starts[i + 1] = (this.#starts[i] ?? 0) + (counts[i] ?? 0)
    const weights = this.#starts[size] ?? 0
    this.#topics = new Uint8Array(buffer, 4 + 6 * size, weights)
    this.#weights = new Int8Array(buffer, 4 + 6 * size + weights, weights)
  }

  get(hash: number): Known | undefined {
    const at = this.#placeOf(hash)
    if (at === null) return undefined
    const [from, to] = [this.#starts[at], this.#starts[at + 1]]
    return {
      rarity: (this.#rarities[at] ?? 0) / RARITY_STEPS,
      topics: this.#topics.subarray(from, to),
      weights: this.#weights.subarray(from, to),
    }
  }

  #placeOf(hash: number): number | null {
    let [low, high] = [0, this.#hashes.length - 1]
    while (low <= high) {
      const middle = (low + high) >>> 1
      const found = this.#hashes[middle] ?? 0
      if (found === hash) return middle
      if (found < hash) low = middle + 1
      else high = middle - 1
    }
    return null
  }
}

function unpackModel({ packed, learnedFrom: _, ...rest }: StoredModel): TopicModel {
  return { ...rest, features: new PackedFeatures(packed) }
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
