import { adminReviewRoutes } from '#functions/admin/reviews.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { hideReview } from '#lib/reviews/moderate-review.ts'

export const handler = endpoint(adminReviewRoutes.hideReview, ({ params, body, caller }) =>
  hideReview({ ...params, ...body, staff: caller.id }),
)
