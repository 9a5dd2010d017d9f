import { MAX_DISTANCE_M, skillFit } from '#lib/matching/candidates.ts'
import { currentModel } from '#lib/matching/current-model.ts'
import { averageOf } from '#lib/matching/explain.ts'
import { contextOf } from '#lib/matching/job-context.ts'
import { jobFactsOf, type MatchedJob } from '#lib/matching/job-facts.ts'
import { type KnownCraftsman, knownCraftsman, MATCHING_FIELDS } from '#lib/matching/read-candidates.ts'
import { toReasons } from '#lib/matching/recommendation.view.ts'
import { tradeOf } from '#lib/matching/related-trades.ts'
import { scorePair } from '#lib/matching/score.ts'
import { User, type UserRecord } from '#lib/model/user.model.ts'
import { clock } from '#lib/platform/clock.ts'
import type { UserId } from '#lib/platform/ids.ts'
import type { Locale } from '#lib/platform/locale.ts'

/** A craftsman as the ranking knows them; null for one without a place. */
export async function matchedCraftsman(id: UserId): Promise<KnownCraftsman | null> {
  const user = await User.findById(id, MATCHING_FIELDS).lean<UserRecord>()
  return user && knownCraftsman(user, clock())
}

/** How far a craftsman is shown jobs, in km. */
export const reachKm = ({ facts }: KnownCraftsman): number =>
  Math.min(facts.serviceRadiusM, MAX_DISTANCE_M) / 1000

/**
 * Put jobs in the order in which they fit a craftsman: by the same features, weights and score as recommendations,
 * seen from the other side. Jobs of trades that they do not have are left out. Each place is taken as rounded as
 * strangers see it, so that no score tells the exact address.
 */
export async function matchJobs<J extends MatchedJob>(
  jobs: readonly J[],
  { facts, record }: KnownCraftsman,
  locale: Locale,
): Promise<(J & { match: { score: number; reasons: ReturnType<typeof toReasons> } })[]> {
  const model = await currentModel()
  const at = clock().getTime()
  const fitting = jobs.flatMap((job) => {
    const trade = tradeOf(job.category)
    if (skillFit(trade, facts.trades) === 0) return []
    const context = contextOf({ ...jobFactsOf(job), postedAt: at }, trade, model.scales)
    return [{ job, scored: scorePair({ context, craftsman: facts, record, together: undefined, at }, model) }]
  })
  const average = averageOf(fitting.map(({ scored }) => scored))
  return fitting
    .sort(
      (a, b) =>
        b.scored.score - a.scored.score ||
        a.scored.distanceM - b.scored.distanceM ||
        b.job.createdAt.getTime() - a.job.createdAt.getTime(),
    )
    .map(({ job, scored }) => ({
      ...job,
      match: { score: scored.score, reasons: toReasons(scored, { model, average, locale }) },
    }))
}
