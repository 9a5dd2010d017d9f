import type { ClientSession } from 'mongoose'
import { logActivity } from '#lib/activity/log-activity.ts'
import { fail } from '#lib/errors/app-error.ts'
import { recordEvent } from '#lib/events/record-event.ts'
import { Review } from '#lib/model/review.model.ts'
import { clock } from '#lib/platform/clock.ts'
import type { ReviewId, UserId } from '#lib/platform/ids.ts'
import { inTransaction, objectId } from '#lib/platform/mongo.ts'
import { refreshRating } from '#lib/process/refresh-rating.ts'
import { reviewIdsOf } from '#lib/process/reveal-review.ts'
import { findRevealed } from '#lib/reviews/find-revealed.ts'
import { readReview } from '#lib/reviews/read-reviews.ts'
import { toStaffReviewView } from '#lib/reviews/review.view.ts'

interface Moderation {
  readonly reviewId: ReviewId
  readonly reason: string
  readonly staff: UserId
}

/**
 * Hide a review: staff take it out of the lists and of the rating.
 * 1. the review was revealed (REVIEW_NOT_FOUND: staff do not see hidden ones either) and is not hidden yet
 *    (REVIEW_ALREADY_HIDDEN)
 * 2. one transaction: the review with the reason, the rating, the activity log, and the event that tells its writer
 * If two members of staff hide it at once, one wins.
 */
export const hideReview = (moderation: Moderation) =>
  inTransaction(async (tx) => {
    await removeReview(tx, moderation)
    return toStaffReviewView(await readReview(moderation.reviewId, tx))
  })

/** Hides a review in the caller's transaction, as hideReview does. */
export async function removeReview(tx: ClientSession, { reviewId, reason, staff }: Moderation) {
  const review = await findRevealed(tx, reviewId)
  if (review.status === 'Removed') throw fail('REVIEW_ALREADY_HIDDEN')
  const at = clock()
  const removal = { reason, by: objectId(staff), at }
  await Review.updateOne(
    { _id: review._id, status: 'Revealed' },
    { $set: { status: 'Removed', removal, updatedAt: at } },
    { session: tx },
  )
  await refreshRating(tx, review.reviewee)
  const target = { kind: 'Review', id: reviewId }
  await logActivity(tx, { actor: staff, action: 'review.hide', target })
  await recordEvent(tx, 'review.hidden', { ...reviewIdsOf(review), reason })
}

/**
 * Show a review again that staff have hidden (REVIEW_NOT_FOUND, REVIEW_NOT_HIDDEN): it is in the lists and in the rating
 * as before. If two members of staff restore it at once, one wins.
 */
export async function restoreReview({ reviewId, reason, staff }: Moderation) {
  return inTransaction(async (tx) => {
    const review = await findRevealed(tx, reviewId)
    if (review.status !== 'Removed') throw fail('REVIEW_NOT_HIDDEN')
    await Review.updateOne(
      { _id: review._id, status: 'Removed' },
      { $set: { status: 'Revealed', removal: null, updatedAt: clock() } },
      { session: tx },
    )
    await refreshRating(tx, review.reviewee)
    const target = { kind: 'Review', id: reviewId }
    await logActivity(tx, { actor: staff, action: 'review.restore', target })
    await recordEvent(tx, 'review.restored', { ...reviewIdsOf(review), reason })
    return toStaffReviewView(await readReview(reviewId, tx))
  })
}
