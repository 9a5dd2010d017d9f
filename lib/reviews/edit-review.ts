import type * as z from 'zod'
import { logActivity } from '#lib/activity/log-activity.ts'
import { fail } from '#lib/errors/app-error.ts'
import { Review } from '#lib/model/review.model.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf, type ReviewId, type UserId } from '#lib/platform/ids.ts'
import { inTransaction } from '#lib/platform/mongo.ts'
import { refreshRating } from '#lib/process/refresh-rating.ts'
import { isVisible } from '#lib/process/review-visibility.ts'
import { readReview } from '#lib/reviews/read-reviews.ts'
import type { reviewEdit } from '#lib/reviews/review.schemas.ts'
import { toReviewView } from '#lib/reviews/review.view.ts'

/**
 * Change one's own review while nobody else sees it.
 * 1. by its writer: for everybody else a hidden review does not exist (REVIEW_NOT_FOUND), and a revealed one is not
 *    theirs (REVIEW_NOT_YOURS)
 * 2. until it is revealed (REVIEW_REVEALED), to the millisecond. The days go on as they were
 * 3. one transaction: the review, and what it will add to the rating; it counts once, with its last value
 * If an edit and the reveal come at once, one is first: the reveal shows what was changed, or the edit is refused.
 */
export async function editReview(reviewId: ReviewId, edit: z.output<typeof reviewEdit>, writer: UserId) {
  return inTransaction(async (tx) => {
    const review = await Review.findById(reviewId).session(tx).lean()
    const at = clock()
    const isOwn = review && idOf<'User'>(review.reviewer) === writer
    if (!review || review.status === 'Withdrawn' || !(isOwn || isVisible(review, at))) {
      throw fail('REVIEW_NOT_FOUND')
    }
    if (!isOwn) throw fail('REVIEW_NOT_YOURS')
    if (review.status !== 'Blind' || isVisible(review, at)) throw fail('REVIEW_REVEALED')
    const { rating = review.rating, comment = review.comment } = edit
    const changes = { rating, comment: comment ?? null, updatedAt: at }
    await Review.updateOne({ _id: review._id, status: 'Blind' }, { $set: changes }, { session: tx })
    if (rating !== review.rating) await refreshRating(tx, review.reviewee)
    await logActivity(tx, {
      actor: writer,
      action: 'review.edit',
      target: { kind: 'Review', id: reviewId },
      details: { changed: Object.keys(edit) },
    })
    return toReviewView(await readReview(reviewId, tx))
  })
}
