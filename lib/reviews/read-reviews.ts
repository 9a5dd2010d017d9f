import type { ClientSession, PipelineStage } from 'mongoose'
import { withPeople } from '#lib/embedded/person.ts'
import { fail } from '#lib/errors/app-error.ts'
import { Review } from '#lib/model/review.model.ts'
import type { ReviewId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'
import type { ReviewWithPeople } from '#lib/reviews/review.view.ts'

/** Reads reviews with their people in one round trip. */
export const readReviews = (
  stages: readonly PipelineStage[],
  tx: ClientSession | null = null,
): Promise<ReviewWithPeople[]> =>
  Review.aggregate<ReviewWithPeople>([...stages, ...withPeople('reviewer', 'reviewee')])
    .session(tx)
    .exec()

/** Reads one review. Throws REVIEW_NOT_FOUND. */
export async function readReview(reviewId: ReviewId, tx: ClientSession): Promise<ReviewWithPeople> {
  const [review] = await readReviews([{ $match: { _id: objectId(reviewId) } }], tx)
  if (!review) throw fail('REVIEW_NOT_FOUND')
  return review
}
