import { type Factor, FACTORS } from '#lib/matching/factors.ts'
import { FEATURES, HEADS } from '#lib/matching/features.ts'
import { chance, productOf, type RankingModel, type Scored } from '#lib/matching/score.ts'

/** How much each factor adds to a score or takes from it. All shares together are the score. */
export type Shares = Record<Factor, number>

/** Points and weights of Gauss and Legendre on 0 to 1. */
const POINTS: readonly (readonly [number, number])[] = [
  [0.04691007703066802, 0.11846344252809454],
  [0.23076534494715845, 0.23931433524968324],
  [0.5, 0.28444444444444444],
  [0.7692346550528415, 0.23931433524968324],
  [0.953089922969332, 0.11846344252809454],
]

/**
 * The shares of the factors in a score: what it would be for an average craftsman goes to `general`, and the way from
 * there is divided among the factors by how far each moves the three chances on it (Aumann and Shapley's division).
 */
export function sharesOf(scored: Scored, { weights }: RankingModel, average: Float64Array): Shares {
  const shares = Object.fromEntries(FACTORS.map((factor) => [factor, 0])) as Shares
  const start = { accept: 0, choose: 0, well: 0 }
  const steps = HEADS.map((head) => {
    const own = weights[head]
    const moved = FEATURES.map(
      (_, i) => (own[i] as number) * ((scored.vector[i] as number) - (average[i] as number)),
    )
    start[head] = average.reduce((sum, value, i) => sum + value * (own[i] as number), 0)
    return { head, moved }
  })
  const slopes = { accept: 0, choose: 0, well: 0 }
  for (const [place, weight] of POINTS) {
    const odds = { ...start }
    for (const { head } of steps) odds[head] += place * (scored.odds[head] - start[head])
    const exploration = place * scored.exploration
    const product = productOf(odds, exploration)
    slopes.accept += weight * product * (1 - chance(odds.accept))
    slopes.choose += weight * product * (1 - chance(odds.choose + exploration))
    slopes.well += weight * product * (1 - chance(odds.well))
  }
  for (const { head, moved } of steps)
    for (const [i, { factor }] of FEATURES.entries()) shares[factor] += slopes[head] * (moved[i] as number)
  shares.new += slopes.choose * scored.exploration
  const divided = FACTORS.reduce((sum, factor) => sum + shares[factor], 0)
  shares.general += scored.score - divided
  return shares
}

/** The average vector of candidates. */
export function averageOf(scored: readonly Scored[]): Float64Array {
  const average = new Float64Array(FEATURES.length)
  for (const { vector } of scored)
    for (let i = 0; i < average.length; i++)
      average[i] = (average[i] as number) + (vector[i] as number) / scored.length
  return average
}

/** What may be said of somebody whatever the numbers: `near` only of the nearer half, `new` only of newcomers. */
export interface Truths {
  isNear: boolean
  isNew: boolean
}

const MAX_REASONS = 3

/** The factors that speak most for somebody, best first; at least one. */
export function reasonsOf(shares: Shares, { isNear, isNew }: Truths): Factor[] {
  const sayable = FACTORS.filter((factor) => {
    if (factor === 'general') return false
    if (factor === 'near') return isNear
    return factor !== 'new' || isNew
  })
  const best = sayable.filter((factor) => shares[factor] > 0).sort((a, b) => shares[b] - shares[a])
  const said = best.slice(0, MAX_REASONS)
  if (isNew && !said.includes('new')) return [...said.slice(0, MAX_REASONS - 1), 'new']
  return said.length > 0 ? said : ['skill']
}

/** The factor that speaks most against somebody; null if nothing does. */
export function caveatOf(shares: Shares, score: number): Factor | null {
  const sayable = FACTORS.filter(
    (factor) => factor !== 'general' && factor !== 'new' && factor !== 'knownToYou',
  )
  const worst = sayable.reduce((a, b) => (shares[b] < shares[a] ? b : a))
  return shares[worst] < -0.05 * score ? worst : null
}
