import type { Pair } from '#lib/matching/read-features.ts'
import { byScore, type RankingModel, type Scored, scorePair } from '#lib/matching/score.ts'

/** The places that everybody looks at, and how many of them newcomers get. */
export const TOP = 10
const MIN_NEWCOMERS = 1
const MAX_NEWCOMERS = 2

/**
 * Score the candidates of a job and put them in order.
 *
 * 1. Each is scored alone, so that nobody's place depends on who else changed.
 * 2. Among the best ten is at least one newcomer and at most two. One who is lifted stands behind those whom the score
 *    alone puts there, so that rising never comes from being worse.
 * 3. All others follow by score.
 */
export function rank<P extends Pair>(pairs: readonly P[], model: RankingModel): Scored<P>[] {
  const scored = pairs.map((pair) => scorePair(pair, model)).sort(byScore)
  const top = topOf(scored)
  return [...scored.filter((each) => top.has(each)), ...scored.filter((each) => !top.has(each))]
}

function topOf<S extends Scored>(scored: readonly S[]): Set<S> {
  const newcomers = scored.filter(({ isNew }) => isNew)
  const others = scored.filter(({ isNew }) => !isNew)
  const natural = scored.slice(0, TOP).filter(({ isNew }) => isNew).length
  const wanted = Math.min(MAX_NEWCOMERS, Math.max(MIN_NEWCOMERS, natural))
  const taken = Math.max(Math.min(wanted, newcomers.length), Math.min(TOP, scored.length) - others.length)
  return new Set([...newcomers.slice(0, taken), ...others.slice(0, TOP - taken)])
}
