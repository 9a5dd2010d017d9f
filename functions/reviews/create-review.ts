import { reviewRoutes } from '#functions/reviews/reviews.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { createReview } from '#lib/reviews/create-review.ts'

export const handler = endpoint(reviewRoutes.createReview, ({ body, caller }) => createReview(body, caller))
