import { adminReviewRoutes } from '#functions/admin/reviews.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { restoreReview } from '#lib/reviews/moderate-review.ts'

export const handler = endpoint(adminReviewRoutes.restoreReview, ({ params, body, caller }) =>
  restoreReview({ ...params, ...body, staff: caller.id }),
)
