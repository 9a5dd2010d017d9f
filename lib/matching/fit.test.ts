import { describe, expect, it } from 'vitest'
import type { Prior } from '#lib/matching/features.ts'
import { type Choices, fitWeights } from '#lib/matching/fit.ts'
import { randomOf } from '#lib/testing/random.ts'

const prior = (width: number, given: Partial<Prior> = {}): Prior => ({
  means: new Float64Array(width),
  precisions: new Float64Array(width).fill(1e-6),
  lows: new Float64Array(width).fill(-Infinity),
  highs: new Float64Array(width).fill(Infinity),
  ...given,
})

/** Yes or no, `yes` times of `of`: the weight has a closed form, the log odds. */
const coin = (yes: number, of: number): Choices => ({
  width: 1,
  vectors: new Float64Array(of).fill(1),
  starts: Array.from({ length: of + 1 }, (_, i) => i),
  taken: Float64Array.from({ length: of }, (_, i) => Number(i < yes)),
  weights: new Float64Array(of).fill(1),
})

/** Choices among `size` alternatives or none, drawn with these weights. */
function drawn(truth: readonly number[], choices: number, size: number): Choices {
  const random = randomOf(5)
  const width = truth.length
  const vectors: number[] = []
  const taken: number[] = []
  for (let i = 0; i < choices; i++) {
    const rows = Array.from({ length: size }, () => truth.map(() => 2 * random() - 1))
    const worth = rows.map((row) => Math.exp(row.reduce((sum, x, j) => sum + x * (truth[j] ?? 0), 0)))
    let left = random() * (1 + worth.reduce((a, b) => a + b, 0)) - 1
    const chosen = left < 0 ? -1 : worth.findIndex((each) => (left -= each) < 0)
    for (const [j, row] of rows.entries()) {
      vectors.push(...row)
      taken.push(Number(j === chosen))
    }
  }
  return {
    width,
    vectors: Float64Array.from(vectors),
    starts: Array.from({ length: choices + 1 }, (_, i) => i * size),
    taken: Float64Array.from(taken),
    weights: new Float64Array(choices).fill(1),
  }
}

describe('the learner', () => {
  it('finds the log odds of a coin', () => {
    const [weight] = fitWeights(coin(30, 40), prior(1))
    expect(weight).toBeCloseTo(Math.log(3), 4)
  })

  it('finds the weights that choices were drawn with, within 5 %', () => {
    const truth = [2, -1.5, 1]
    const found = fitWeights(drawn(truth, 30_000, 4), prior(3))
    for (const [i, weight] of truth.entries())
      expect(Math.abs((found[i] ?? 0) - weight)).toBeLessThan(0.05 * Math.abs(weight))
  })

  it('stays at its prior without data, and near it with little', () => {
    const given = { means: Float64Array.of(0.7), precisions: Float64Array.of(50) }
    expect(fitWeights(coin(0, 0), prior(1, given))[0]).toBe(0.7)
    expect(fitWeights(coin(3, 3), prior(1, given))[0]).toBeCloseTo(0.72, 1)
  })

  it('leaves no weight outside its bounds, whatever the data say', () => {
    const found = fitWeights(drawn([2, -1.5], 3_000, 3), prior(2, { highs: Float64Array.of(0.5, -2) }))
    expect(found[0]).toBe(0.5)
    expect(found[1]).toBe(-2)
  })
})
