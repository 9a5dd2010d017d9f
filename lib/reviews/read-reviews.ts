import type { ClientSession, PipelineStage } from 'mongoose'
import { withPerson } from '#lib/embedded/person.ts'
import { fail } from '#lib/errors/app-error.ts'
import { Review, type ReviewRecord } from '#lib/model/review.model.ts'
import { clock } from '#lib/platform/clock.ts'
import type { ReviewId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { isDue, isVisible, revealReview } from '#lib/process/reveal-review.ts'
import type { ReviewWithPeople } from '#lib/reviews/review.view.ts'

/** Reads reviews with their people in one round trip. */
export const readReviews = (
  stages: readonly PipelineStage[],
  tx: ClientSession | null = null,
): Promise<ReviewWithPeople[]> =>
  Review.aggregate<ReviewWithPeople>([...stages, ...withPerson('reviewer'), ...withPerson('reviewee')])
    .session(tx)
    .exec()

/** Reads one review. Throws REVIEW_NOT_FOUND. */
export async function readReview(reviewId: ReviewId, tx: ClientSession): Promise<ReviewWithPeople> {
  const [review] = await readReviews([{ $match: { _id: objectId(reviewId) } }], tx)
  if (!review) throw fail('REVIEW_NOT_FOUND')
  return review
}

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
