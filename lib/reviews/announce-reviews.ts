import { Review } from '#lib/model/review.model.ts'
import { clock } from '#lib/platform/clock.ts'
import type { ReviewId } from '#lib/platform/ids.ts'
import { inTransaction, trusted } from '#lib/platform/mongo.ts'
import { type Run, UNLIMITED } from '#lib/platform/run.ts'
import { revealReview } from '#lib/process/reveal-review.ts'
import { isDue } from '#lib/process/review-visibility.ts'
import { type HandedOut, handOut, pagesOf } from '#lib/work/hand-out.ts'
import { workQueue } from '#lib/work/work-queues.ts'

/**
 * Hands out the reviews that became visible because their days were over, those of the longest ago first. Reads decide
 * what is visible by themselves, so a late run shows nothing late. The worker is `announceReview`.
 */
export function announceReviews(run: Run = UNLIMITED): Promise<HandedOut> {
  const due = Review.find({ status: 'Blind', revealAt: trusted({ $lte: clock() }) }, { _id: 1 })
  return handOut(workQueue, 'announceReview', pagesOf(due.sort({ revealAt: 1 }).lean()), run)
}

/** Announces one review, once, however often this runs. */
export const announceReview = (reviewId: ReviewId): Promise<void> =>
  inTransaction(async (tx) => {
    const review = await Review.findById(reviewId).session(tx).lean()
    if (!review?.revealAt || !isDue(review, clock())) return
    await revealReview(tx, review, review.revealAt)
  })
