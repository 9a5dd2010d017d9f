import { quoteRoutes } from '#functions/quotes/quotes.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { submitQuote } from '#lib/quotes/submit-quote.ts'

export const handler = endpoint(quoteRoutes.submitQuote, ({ params, body, caller }) =>
  submitQuote(params.jobId, body, caller),
)
