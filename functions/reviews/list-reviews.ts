import { reviewRoutes } from '#functions/reviews/reviews.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { listReviews } from '#lib/reviews/list-reviews.ts'

export const handler = endpoint(reviewRoutes.listReviews, ({ params, query }) =>
  listReviews(params.userId, query),
)
