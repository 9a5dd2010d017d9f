import type * as z from 'zod'
import { type PersonRecord, toPersonView } from '#lib/embedded/person.ts'
import type { ReviewRecord } from '#lib/model/review.model.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf } from '#lib/platform/ids.ts'
import { isVisible } from '#lib/process/review-visibility.ts'
import type { reviewView, staffReviewView } from '#lib/reviews/review.schemas.ts'

/** A review with its people in place of their ids. */
export interface ReviewWithPeople extends Omit<ReviewRecord, 'reviewer' | 'reviewee'> {
  reviewer: PersonRecord | null
  reviewee: PersonRecord | null
}

/** The API view of a review. Only its writer is ever given one that is not revealed. */
export const toReviewView = (review: ReviewWithPeople): z.input<typeof reviewView> => ({
  id: idOf<'Review'>(review._id),
  jobId: idOf<'Job'>(review.job),
  contractId: idOf<'Contract'>(review.contract),
  reviewer: review.reviewer && toPersonView(review.reviewer),
  reviewee: review.reviewee && toPersonView(review.reviewee),
  rating: review.rating,
  comment: review.comment ?? null,
  reply: review.reply?.text ?? null,
  repliedAt: review.reply?.at.toISOString() ?? null,
  createdAt: review.createdAt.toISOString(),
  revealedAt: isVisible(review, clock()) ? (review.revealAt?.toISOString() ?? null) : null,
})

export function toStaffReviewView(review: ReviewWithPeople): z.input<typeof staffReviewView> {
  const { revealAt, removal } = review
  return {
    ...toReviewView(review),
    revealedAt: revealAt?.toISOString() ?? null, // also of one that staff have hidden since
    hidden: removal ? { reason: removal.reason, at: removal.at.toISOString() } : null,
  }
}
