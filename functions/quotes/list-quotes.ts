import { quoteRoutes } from '#functions/quotes/quotes.routes.ts'
import { listQuotes } from '#lib/quotes/list-quotes.ts'
import { endpoint } from '#lib/http/endpoint.ts'

export const handler = endpoint(quoteRoutes.listQuotes, ({ params, query, caller }) =>
  listQuotes(params.jobId, query, caller),
)
