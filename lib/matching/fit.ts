import type { Prior } from '#lib/matching/features.ts'

/**
 * Choices to learn from: each takes one of its alternatives or none. A choice with a single alternative is a yes or a
 * no. The vectors of the alternatives stand one after the other in `vectors`.
 */
export interface Choices {
  width: number
  vectors: Float64Array
  /** Where the alternatives of a choice begin; one more at the end. In alternatives, not in numbers. */
  starts: readonly number[]
  /** How much of the choice went to each alternative: 1 to the chosen one, 0 to the others. */
  taken: Float64Array
  weights: Float64Array
}

const MAX_STEPS = 12
const ENOUGH = 1e-6
const SWEEPS = 60

/**
 * The weights under which these choices are most plausible, held to their prior by its precisions and within its
 * bounds. The loss is convex, so there is one answer: each step solves the bounded quadratic that touches it.
 */
export function fitWeights(choices: Choices, prior: Prior): Float64Array {
  let weights = clamped(prior.means, prior)
  let loss = lossOf(choices, prior, weights)
  for (let step = 0; step < MAX_STEPS; step++) {
    const { gradient, hessian } = slopesOf(choices, prior, weights)
    const target = solveBounded(weights, gradient, hessian, prior)
    let share = 1
    let next = target
    let nextLoss = lossOf(choices, prior, next)
    while (nextLoss > loss && share > 1e-4) {
      share /= 2
      next = weights.map((weight, i) => weight + share * ((target[i] ?? 0) - weight))
      nextLoss = lossOf(choices, prior, next)
    }
    const gain = loss - nextLoss
    if (gain <= 0) break
    weights = next
    loss = nextLoss
    if (gain < ENOUGH * (1 + Math.abs(loss))) break
  }
  return weights
}

const clamped = (values: Float64Array, { lows, highs }: Prior): Float64Array =>
  values.map((value, i) => Math.min(highs[i] ?? Infinity, Math.max(lows[i] ?? -Infinity, value)))

/** The chance of each alternative of a choice, into `chances`; the chance of none is what is left. */
function chancesOf(
  choices: Choices,
  weights: Float64Array,
  from: number,
  to: number,
  chances: number[],
): number {
  const { width, vectors } = choices
  let top = 0
  for (let row = from; row < to; row++) {
    let sum = 0
    const start = row * width
    for (let i = 0; i < width; i++) sum += (vectors[start + i] as number) * (weights[i] as number)
    chances[row - from] = sum
    if (sum > top) top = sum
  }
  let total = Math.exp(-top)
  for (let i = 0; i < to - from; i++) total += chances[i] = Math.exp((chances[i] as number) - top)
  for (let i = 0; i < to - from; i++) chances[i] = (chances[i] as number) / total
  return Math.exp(-top) / total
}

function lossOf(choices: Choices, prior: Prior, weights: Float64Array): number {
  let loss = 0
  for (let i = 0; i < weights.length; i++)
    loss += 0.5 * (prior.precisions[i] as number) * ((weights[i] as number) - (prior.means[i] as number)) ** 2
  const chances: number[] = []
  for (let each = 0; each + 1 < choices.starts.length; each++) {
    const [from, to] = [choices.starts[each] as number, choices.starts[each + 1] as number]
    const none = chancesOf(choices, weights, from, to, chances)
    let logChance = 0
    let left = 1
    for (let row = from; row < to; row++) {
      const taken = choices.taken[row] as number
      if (taken > 0) logChance += taken * Math.log(Math.max(1e-300, chances[row - from] as number))
      left -= taken
    }
    if (left > 0) logChance += left * Math.log(Math.max(1e-300, none))
    loss -= (choices.weights[each] as number) * logChance
  }
  return loss
}

function slopesOf(choices: Choices, prior: Prior, weights: Float64Array): Slopes {
  const { width, vectors, starts, taken } = choices
  const gradient = new Float64Array(width)
  const hessian = new Float64Array(width * width)
  const mean = new Float64Array(width)
  const everywhere = Int32Array.from(mean, (_, i) => i)
  const chances: number[] = []
  const filled = new Int32Array(width)
  for (let each = 0; each + 1 < starts.length; each++) {
    const [from, to] = [starts[each] as number, starts[each + 1] as number]
    const importance = choices.weights[each] as number
    const none = chancesOf(choices, weights, from, to, chances)
    const isOne = to - from === 1
    if (!isOne) mean.fill(0)
    for (let row = from; row < to; row++) {
      const chance = chances[row - from] as number
      const miss = importance * (chance - (taken[row] as number))
      const start = row * width
      let count = 0
      for (let i = 0; i < width; i++) {
        const value = vectors[start + i] as number
        if (value === 0) continue
        filled[count++] = i
        gradient[i] = (gradient[i] as number) + miss * value
        if (!isOne) mean[i] = (mean[i] as number) + chance * value
      }
      addOuter(hessian, vectors, start, filled.subarray(0, count), importance * chance * (isOne ? none : 1))
    }
    if (!isOne) addOuter(hessian, mean, 0, everywhere, -importance)
  }
  for (let i = 0; i < width; i++) {
    const precision = prior.precisions[i] as number
    gradient[i] = (gradient[i] as number) + precision * ((weights[i] as number) - (prior.means[i] as number))
    hessian[i * width + i] = (hessian[i * width + i] as number) + precision
    for (let j = 0; j < i; j++) hessian[i * width + j] = hessian[j * width + i] as number
  }
  return { gradient, hessian }
}

interface Slopes {
  gradient: Float64Array
  hessian: Float64Array
}

/** Add a vector times itself to the upper half of a matrix; `filled` are the places that are not 0. */
function addOuter(
  matrix: Float64Array,
  vector: Float64Array,
  start: number,
  filled: Int32Array,
  factor: number,
): void {
  const width = Math.sqrt(matrix.length)
  for (let a = 0; a < filled.length; a++) {
    const i = filled[a] as number
    const value = factor * (vector[start + i] as number)
    const row = i * width
    for (let b = a; b < filled.length; b++) {
      const j = filled[b] as number
      matrix[row + j] = (matrix[row + j] as number) + value * (vector[start + j] as number)
    }
  }
}

/** The lowest point within the bounds of the quadratic with this slope and curvature at `weights`. */
function solveBounded(
  weights: Float64Array,
  gradient: Float64Array,
  hessian: Float64Array,
  { lows, highs }: Prior,
): Float64Array {
  const width = weights.length
  const found = Float64Array.from(weights)
  const slope = Float64Array.from(gradient)
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    let largest = 0
    for (let i = 0; i < width; i++) {
      const curvature = hessian[i * width + i] as number
      const old = found[i] as number
      const next = Math.min(
        highs[i] as number,
        Math.max(lows[i] as number, old - (slope[i] as number) / curvature),
      )
      const change = next - old
      if (change === 0) continue
      found[i] = next
      largest = Math.max(largest, Math.abs(change))
      for (let j = 0; j < width; j++)
        slope[j] = (slope[j] as number) + change * (hessian[i * width + j] as number)
    }
    if (largest < 1e-9) break
  }
  return found
}
