import { matchingRoutes } from '#functions/users/matching.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { recommendCraftsmen } from '#lib/matching/recommend-craftsmen.ts'

export const handler = endpoint(matchingRoutes.recommendCraftsmen, ({ query, caller, request }) =>
  recommendCraftsmen(query, caller, request.locale),
)
