import { quoteRoutes } from '#functions/quotes/quotes.routes.ts'
import { submitQuote } from '#lib/quotes/submit-quote.ts'
import { endpoint } from '#lib/http/endpoint.ts'

export const handler = endpoint(quoteRoutes.submitQuote, ({ params, body, caller }) =>
  submitQuote(params.jobId, body, caller),
)
