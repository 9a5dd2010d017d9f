import { quoteRoutes } from '#functions/quotes/quotes.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { listQuotes } from '#lib/quotes/list-quotes.ts'

export const handler = endpoint(quoteRoutes.listQuotes, ({ params, query, caller }) =>
  listQuotes(params.jobId, query, caller),
)
