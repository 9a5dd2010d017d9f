import type { Features } from '#lib/faq/question-features.ts'

export interface Example {
  readonly features: Features
  /** The place of its topic in the list of topics. */
  readonly topic: number
  readonly weight: number
}

export interface Learned {
  /** By feature, the weights of all topics. */
  readonly weights: ReadonlyMap<number, Float32Array>
  readonly bias: Float32Array
}

interface Settings {
  readonly topics: number
  readonly epochs: number
  readonly rate: number
  /** How strongly weights are pulled to zero (L1), so that most of them are zero. */
  readonly pull: number
  readonly random: () => number
}

/**
 * Multinomial logistic regression over sparse features, by stochastic gradient descent with one rate for each weight
 * (AdaGrad). Weights are pulled to zero as far as their feature does not need them. The same seed learns the same.
 */
export function learn(examples: readonly Example[], settings: Settings): Learned {
  const { topics, epochs, rate, pull, random } = settings
  const weights = new Map<number, Float32Array>()
  const sums = new Map<number, Float32Array>()
  for (const { features } of examples) {
    for (const id of features.keys()) {
      if (weights.has(id)) continue
      weights.set(id, new Float32Array(topics))
      sums.set(id, new Float32Array(topics))
    }
  }
  const bias = new Float32Array(topics)
  const order = examples.map((_, i) => i)
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    shuffle(order, random)
    for (const at of order) {
      const example = examples[at]
      if (example) step(example, { weights, sums, bias, topics, rate, pull })
    }
  }
  return { weights, bias }
}

interface State {
  readonly weights: ReadonlyMap<number, Float32Array>
  readonly sums: ReadonlyMap<number, Float32Array>
  readonly bias: Float32Array
  readonly topics: number
  readonly rate: number
  readonly pull: number
}

function step({ features, topic, weight }: Example, state: State): void {
  const { weights, sums, bias, topics, rate, pull } = state
  const slopes = softmax(scoresOf(features, weights, bias))
  slopes[topic] = (slopes[topic] ?? 0) - 1
  for (const [id, value] of features) {
    const row = weights.get(id)
    const sum = sums.get(id)
    if (!row || !sum) continue
    for (let t = 0; t < topics; t += 1) {
      const slope = (slopes[t] ?? 0) * value * weight
      if (Math.abs(slope) < 2e-4) continue
      sum[t] = (sum[t] ?? 0) + slope * slope
      const pace = rate / Math.sqrt(1 + (sum[t] ?? 0))
      const moved = (row[t] ?? 0) - pace * slope
      row[t] = Math.sign(moved) * Math.max(0, Math.abs(moved) - pace * pull)
    }
  }
  for (let t = 0; t < topics; t += 1) bias[t] = (bias[t] ?? 0) - 0.02 * (slopes[t] ?? 0) * weight
}

function scoresOf(
  features: Features,
  weights: ReadonlyMap<number, Float32Array>,
  bias: Float32Array,
): Float32Array {
  const scores = Float32Array.from(bias)
  for (const [id, value] of features) {
    const row = weights.get(id)
    if (!row) continue
    for (let t = 0; t < scores.length; t += 1) scores[t] = (scores[t] ?? 0) + (row[t] ?? 0) * value
  }
  return scores
}

function softmax(scores: Float32Array): Float32Array {
  const most = Math.max(...scores)
  let total = 0
  const shares = scores.map((score) => {
    const share = Math.exp(score - most)
    total += share
    return share
  })
  return shares.map((share) => share / total)
}

function shuffle(order: number[], random: () => number): void {
  for (let i = order.length - 1; i > 0; i -= 1) {
    const j = Math.floor(random() * (i + 1))
    ;[order[i], order[j]] = [order[j] ?? 0, order[i] ?? 0]
  }
}
