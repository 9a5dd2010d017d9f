import { WorldRanker } from '#infra/matching/rank-world.ts'
import type { World, WorldJob } from '#infra/matching/world.schemas.ts'
import { distanceM } from '#lib/matching/distance.ts'
import { learningPrior, learnWeights, priorWeights } from '#lib/matching/learn-from-history.ts'
import type { Pair } from '#lib/matching/read-features.ts'
import { byScore, scorePair } from '#lib/matching/score.ts'
import { Draws } from '../matching-worlds/random.ts'

/** An order of the candidates of a job, best first. */
export type Ranker = (job: WorldJob) => string[]

const ids = (pairs: readonly Pair[]): string[] => pairs.map(({ craftsman }) => craftsman.id)
const shownRating = ({ record }: Pair): number =>
  record.ratings > 0 ? record.ratingSum / record.ratingWeights : 0
const metres = ({ craftsman, context }: Pair): number => distanceM(craftsman.location, context.job.location)

/** Ours and the controls that it is compared with. The oracle knows the hidden chances. */
export function rankersOf(
  world: World,
  ours: WorldRanker,
  gainsOf: (job: WorldJob) => ReadonlyMap<string, number>,
): Record<string, Ranker> {
  const draws = new Draws(7)
  const shuffled = new WorldRanker(world, (rows) =>
    learnWeights(
      rows.relabelled(<T>(labels: readonly T[]) => draws.shuffled(labels)),
      (head) => {
        const { means, precisions } = learningPrior(head)
        const free = means.map(() => Infinity)
        return { means: means.map(() => 0), precisions, lows: free.map((x) => -x), highs: free }
      },
    ),
  )
  const natural = (ranker: WorldRanker, model = ranker.model): Ranker => {
    return (job) =>
      ids(
        ranker
          .candidates(job)
          .map((pair) => scorePair(pair, model))
          .sort(byScore)
          .map(({ pair }) => pair),
      )
  }
  return {
    ours: (job) => {
      const { top, rest } = ours.answer(job)
      return [...top.map(({ craftsmanId }) => craftsmanId), ...rest]
    },
    'ours without newcomer places': natural(ours),
    oracle: (job) => [...gainsOf(job)].sort(([, a], [, b]) => b - a).map(([id]) => id),
    'hand weights': natural(ours, { ...ours.model, weights: priorWeights() }),
    'rating, then distance': (job) =>
      ids(ours.candidates(job).sort((a, b) => shownRating(b) - shownRating(a) || metres(a) - metres(b))),
    nearest: (job) => ids(ours.candidates(job).sort((a, b) => metres(a) - metres(b))),
    random: (job) => draws.shuffled(ids(ours.candidates(job))),
    'learned from shuffled labels': natural(shuffled),
  }
}
