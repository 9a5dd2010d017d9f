import { reviewRoutes } from '#functions/reviews/reviews.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { listOwnReviews } from '#lib/reviews/list-reviews.ts'

export const handler = endpoint(reviewRoutes.listOwnReviews, ({ query, caller }) =>
  listOwnReviews(caller.id, query),
)
