import { logActivity } from '#lib/activity/log-activity.ts'
import { fail } from '#lib/errors/app-error.ts'
import { recordEvent } from '#lib/events/record-event.ts'
import { Review } from '#lib/model/review.model.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf, type ReviewId, type UserId } from '#lib/platform/ids.ts'
import { inTransaction } from '#lib/platform/mongo.ts'
import { reviewIdsOf } from '#lib/process/reveal-review.ts'
import { findRevealed } from '#lib/reviews/find-revealed.ts'
import { readReview } from '#lib/reviews/read-reviews.ts'
import { toReviewView } from '#lib/reviews/review.view.ts'

/**
 * Reply to a review about oneself, in public.
 * 1. the review is visible (REVIEW_NOT_FOUND) and about the caller (REVIEW_NOT_YOURS)
 * 2. once (ALREADY_REPLIED)
 * 3. one transaction: the reply, the activity log, and the event that tells who wrote the review
 * If two replies come at once, one wins.
 */
export async function replyToReview(reviewId: ReviewId, text: string, reviewee: UserId) {
  return inTransaction(async (tx) => {
    const review = await findRevealed(tx, reviewId)
    if (review.status === 'Removed') throw fail('REVIEW_NOT_FOUND')
    if (idOf<'User'>(review.reviewee) !== reviewee) throw fail('REVIEW_NOT_YOURS')
    if (review.reply) throw fail('ALREADY_REPLIED')
    const at = clock()
    await Review.updateOne(
      { _id: review._id, reply: null },
      { $set: { reply: { text, at }, updatedAt: at } },
      { session: tx },
    )
    const target = { kind: 'Review', id: reviewId }
    await logActivity(tx, { actor: reviewee, action: 'review.reply', target })
    await recordEvent(tx, 'review.replied', reviewIdsOf(review))
    return toReviewView(await readReview(reviewId, tx))
  })
}
