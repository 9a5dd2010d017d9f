import type { UpcomingRating } from '#lib/model/user.model.ts'
import { clock } from '#lib/platform/clock.ts'

/** What a rating is read from. Whoever leaves out `upcomingRatings` shows a review late, and never early. */
export interface RatingFigures {
  rating: number
  ratingCount: number
  upcomingRatings?: readonly UpcomingRating[]
}

/** The fields of a user that currentRating needs, as a projection. */
export const RATING_FIELDS = { rating: 1, ratingCount: 1, upcomingRatings: 1 } as const

/**
 * The rating of a user at this instant: the stored mean, and the reviews that have become visible since it was stored.
 * Like the deadlines of a job, the time of a review decides and not the schedule that looks for it. Nothing is read for
 * it, so a list of a hundred people costs no more than one without ratings.
 */
export function currentRating({ rating, ratingCount, upcomingRatings = [] }: RatingFigures) {
  const now = clock()
  const due = upcomingRatings.filter(({ at }) => at <= now)
  if (due.length === 0) return { rating, ratingCount }
  // ratings are whole, so rounding gives back the exact sum of the stored mean
  const sum = due.reduce((total, each) => total + each.rating, Math.round(rating * ratingCount))
  const count = ratingCount + due.length
  return { rating: sum / count, ratingCount: count }
}
