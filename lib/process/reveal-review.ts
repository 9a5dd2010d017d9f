import type { ClientSession } from 'mongoose'
import { recordEvent } from '#lib/events/record-event.ts'
import { Review, type ReviewRecord } from '#lib/model/review.model.ts'
import { idOf } from '#lib/platform/ids.ts'
import { refreshRating } from '#lib/process/refresh-rating.ts'

/**
 * Stores that a hidden review is revealed since `at`, in the caller's transaction: it is in the rating for good, and the
 * event tells the person whom it is about.
 */
export async function revealReview(tx: ClientSession, review: ReviewRecord, at: Date): Promise<void> {
  await Review.updateOne(
    { _id: review._id, status: 'Blind' },
    { $set: { status: 'Revealed', revealAt: at } },
    { session: tx },
  )
  await refreshRating(tx, review.reviewee)
  await recordEvent(tx, 'review.revealed', reviewIdsOf(review))
}

/** The ids that every event about a review has. Neither its rating nor its text is in one. */
export function reviewIdsOf(review: ReviewRecord) {
  const [reviewerId, revieweeId] = [idOf<'User'>(review.reviewer), idOf<'User'>(review.reviewee)]
  return {
    jobId: idOf<'Job'>(review.job),
    contractId: idOf<'Contract'>(review.contract),
    reviewId: idOf<'Review'>(review._id),
    clientId: review.side === 'client' ? reviewerId : revieweeId,
    craftsmanId: review.side === 'client' ? revieweeId : reviewerId,
    reviewerId,
    revieweeId,
  }
}
