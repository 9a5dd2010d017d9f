import { Review } from '#lib/model/review.model.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf, type ReviewId } from '#lib/platform/ids.ts'
import { log } from '#lib/platform/logger.ts'
import { inTransaction, trusted } from '#lib/platform/mongo.ts'
import { revealReview } from '#lib/process/reveal-review.ts'
import { isDue } from '#lib/process/review-visibility.ts'

/**
 * Announces the reviews that became visible because their days were over. Reads decide what is visible by themselves, so
 * a late run shows nothing late. If one review fails, the error is logged, and the others go on.
 */
export async function announceReviews(): Promise<{ announced: number; failed: number }> {
  const tally = { announced: 0, failed: 0 }
  for await (const { _id, job } of Review.find(
    { status: 'Blind', revealAt: trusted({ $lte: clock() }) },
    { _id: 1, job: 1 },
  )
    .sort({ revealAt: 1 })
    .lean()
    .cursor()) {
    try {
      if (await announceReview(idOf<'Review'>(_id))) tally.announced += 1
    } catch (error) {
      tally.failed += 1
      log.error('a review could not be announced', { jobId: idOf<'Job'>(job), error })
    }
  }
  return tally
}

/** Announces one review, once, however often this runs. Returns whether it did. */
const announceReview = (reviewId: ReviewId): Promise<boolean> =>
  inTransaction(async (tx) => {
    const review = await Review.findById(reviewId).session(tx).lean()
    if (!review?.revealAt || !isDue(review, clock())) return false
    await revealReview(tx, review, review.revealAt)
    return true
  })
