import type { WorldRanker } from '#infra/matching/rank-world.ts'
import type { WorldJob } from '#infra/matching/world.schemas.ts'
import { distanceM } from '#lib/matching/distance.ts'
import type { HeadName, Prior } from '#lib/matching/features.ts'
import { learningPrior, learnWeights, priorWeights } from '#lib/matching/learn-from-history.ts'
import type { Pair } from '#lib/matching/read-features.ts'
import { byScore, type RankingModel, scorePair } from '#lib/matching/score.ts'
import { Draws } from '../matching-worlds/random.ts'

/** An order of the candidates of a job, best first. */
export type Ranker = (job: WorldJob) => string[]

const ids = (pairs: readonly Pair[]): string[] => pairs.map(({ craftsman }) => craftsman.id)
const shownRating = ({ record }: Pair): number =>
  record.ratings > 0 ? record.ratingSum / record.ratingWeights : 0
const metres = ({ craftsman, context }: Pair): number => distanceM(craftsman.location, context.job.location)

/** What is learned from shuffled labels is another thing each time: so many of them are averaged. */
const SHUFFLES = 6

/**
 * Ours and the controls that it is compared with; where chance has a part, several of a kind, of which the mean counts.
 * The oracle knows the hidden chances. The two learners of shuffled labels know as much as ours, and the answers of
 * others: what they find beyond chance or beyond the priors would be a leak.
 */
export function rankersOf(
  ours: WorldRanker,
  gainsOf: (job: WorldJob) => ReadonlyMap<string, number>,
): Record<string, readonly Ranker[]> {
  const draws = new Draws(7)
  const byModel =
    (model: RankingModel): Ranker =>
    (job) =>
      ids(
        ours
          .candidates(job)
          .map((pair) => scorePair(pair, model))
          .sort(byScore)
          .map(({ pair }) => pair),
      )
  const shuffled = (prior: typeof learningPrior): Ranker[] =>
    Array.from({ length: SHUFFLES }, () =>
      byModel(
        ours.relearned((rows) =>
          learnWeights(
            rows.relabelled((labels) => draws.shuffled(labels)),
            prior,
          ),
        ),
      ),
    )
  const own: Ranker = (job) => {
    const { top, rest } = ours.answer(job)
    return [...top.map(({ craftsmanId }) => craftsmanId), ...rest]
  }
  return {
    ours: [own],
    'ours without newcomer places': [byModel(ours.model)],
    oracle: [(job) => [...gainsOf(job)].sort(([, a], [, b]) => b - a).map(([id]) => id)],
    'hand weights': [byModel({ ...ours.model, weights: priorWeights() })],
    'shuffled labels, from priors': shuffled(learningPrior),
    'rating, then distance': [
      (job) =>
        ids(ours.candidates(job).sort((a, b) => shownRating(b) - shownRating(a) || metres(a) - metres(b))),
    ],
    nearest: [(job) => ids(ours.candidates(job).sort((a, b) => metres(a) - metres(b)))],
    'shuffled labels, from nothing': shuffled(fromNothing),
    random: Array.from(
      { length: SHUFFLES },
      (): Ranker => (job) => draws.shuffled(ids(ours.candidates(job))),
    ),
  }
}

/** A learner that is told nothing beforehand, not even that nearer is better. */
function fromNothing(head: HeadName): Prior {
  const { means, precisions } = learningPrior(head)
  return {
    means: means.map(() => 0),
    precisions,
    lows: means.map(() => -Infinity),
    highs: means.map(() => Infinity),
  }
}
