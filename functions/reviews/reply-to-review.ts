import { reviewRoutes } from '#functions/reviews/reviews.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { replyToReview } from '#lib/reviews/reply-to-review.ts'

export const handler = endpoint(reviewRoutes.replyToReview, ({ params, body, caller }) =>
  replyToReview(params.reviewId, body.reply, caller.id),
)
