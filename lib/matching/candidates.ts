import { distanceM } from '#lib/matching/distance.ts'
import type { CraftsmanFacts, JobFacts, Place, Trade } from '#lib/matching/read-model.ts'

/** Nobody is recommended who lives further away. */
export const MAX_DISTANCE_M = 60_000

/** How well a craftsman's trades fit a job's: 1 the trade itself, less a related one, 0 none. */
export function skillFit(trade: Trade, trades: readonly string[]): number {
  let fit = 0
  for (const name of trades) {
    const weight = name === trade.name ? 1 : (trade.related.get(name) ?? 0)
    if (weight > fit) fit = weight
  }
  return fit
}

export type Exclusion = 'notVerified' | 'banned' | 'paused' | 'otherTrade' | 'tooFar' | 'notRegisteredYet'

/** Why this craftsman is no candidate for the job at this instant; null: they are one. */
export function exclusionOf(
  craftsman: CraftsmanFacts,
  job: JobFacts,
  trade: Trade,
  at: number,
): Exclusion | null {
  if (craftsman.isBanned) return 'banned'
  if (craftsman.createdAt > at) return 'notRegisteredYet'
  if (!craftsman.isVerified || craftsman.verifiedAt === null || craftsman.verifiedAt > at)
    return 'notVerified'
  if (craftsman.pausedUntil !== null && craftsman.pausedUntil > at) return 'paused'
  if (skillFit(trade, craftsman.trades) === 0) return 'otherTrade'
  return isInReach(craftsman, job.location) ? null : 'tooFar'
}

/** Whether a craftsman goes as far as this place. */
export const isInReach = (
  { serviceRadiusM, location }: Pick<CraftsmanFacts, 'serviceRadiusM' | 'location'>,
  place: Place,
): boolean => distanceM(location, place) <= Math.min(serviceRadiusM, MAX_DISTANCE_M)
