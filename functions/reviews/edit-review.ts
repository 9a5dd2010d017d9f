import { reviewRoutes } from '#functions/reviews/reviews.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { editReview } from '#lib/reviews/edit-review.ts'

export const handler = endpoint(reviewRoutes.editReview, ({ params, body, caller }) =>
  editReview(params.reviewId, body, caller.id),
)
