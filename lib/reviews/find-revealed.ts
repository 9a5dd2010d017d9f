import type { ClientSession } from 'mongoose'
import { fail } from '#lib/errors/app-error.ts'
import { Review, type ReviewRecord } from '#lib/model/review.model.ts'
import { clock } from '#lib/platform/clock.ts'
import type { ReviewId } from '#lib/platform/ids.ts'
import { revealReview } from '#lib/process/reveal-review.ts'
import { isDue, isVisible } from '#lib/process/review-visibility.ts'

/**
 * A review that everybody sees or that staff have hidden, for whoever changes it: one whose time has come is stored as
 * revealed first. Throws REVIEW_NOT_FOUND for one that is hidden still or withdrawn.
 */
export async function findRevealed(tx: ClientSession, reviewId: ReviewId): Promise<ReviewRecord> {
  const review = await Review.findById(reviewId).session(tx).lean()
  const now = clock()
  if (!review || !(isVisible(review, now) || review.status === 'Removed')) throw fail('REVIEW_NOT_FOUND')
  if (!isDue(review, now)) return review
  await revealReview(tx, review, review.revealAt ?? now)
  return { ...review, status: 'Revealed' }
}
