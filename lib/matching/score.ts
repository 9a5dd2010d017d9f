import { distanceM } from '#lib/matching/distance.ts'
import { FEATURE_COUNT, type HeadName, HEADS } from '#lib/matching/features.ts'
import type { Weights } from '#lib/matching/learn-from-history.ts'
import { type Pair, readFeatures } from '#lib/matching/read-features.ts'
import { isNewcomer } from '#lib/matching/record.ts'
import type { Scales } from '#lib/matching/scales.ts'

/** What ranks: the weights, what is usual, and the name under which both are known. */
export interface RankingModel {
  version: string
  weights: Weights
  scales: Scales
}

/** How much little experience is trusted above its mean: whoever nobody has tried cannot show what they are worth. */
const EXPLORATION = 0.15

export interface Scored<P extends Pair = Pair> {
  pair: P
  distanceM: number
  isNew: boolean
  vector: Float64Array
  /** The log odds of each head. */
  odds: Record<HeadName, number>
  exploration: number
  /** The chance that they accept, are chosen and do it well: 0 to 1. */
  score: number
}

export const chance = (odds: number): number => 1 / (1 + Math.exp(-odds))

/** The product of the three chances. */
export const productOf = (odds: Record<HeadName, number>, exploration: number): number =>
  chance(odds.accept) * chance(odds.choose + exploration) * chance(odds.well)

export function scorePair<P extends Pair>(pair: P, { weights, scales }: RankingModel): Scored<P> {
  const vector = new Float64Array(FEATURE_COUNT)
  readFeatures(pair, scales, vector)
  const odds = { accept: 0, choose: 0, well: 0 }
  for (const head of HEADS) {
    const own = weights[head]
    let sum = 0
    for (let i = 0; i < FEATURE_COUNT; i++) sum += (vector[i] as number) * (own[i] as number)
    odds[head] = sum
  }
  const { record, craftsman, context } = pair
  const exploration = EXPLORATION / Math.sqrt(record.ratings + record.completed + 4)
  return {
    pair,
    distanceM: distanceM(context.job.location, craftsman.location),
    isNew: isNewcomer(record),
    vector,
    odds,
    exploration,
    score: productOf(odds, exploration),
  }
}

/** Best first. Equal scores are told apart by what is known of the person, never by an id. */
export const byScore = (a: Scored, b: Scored): number =>
  b.score - a.score || a.distanceM - b.distanceM || a.pair.craftsman.createdAt - b.pair.craftsman.createdAt
