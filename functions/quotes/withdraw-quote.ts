import { quoteRoutes } from '#functions/quotes/quotes.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { withdrawQuote } from '#lib/quotes/withdraw-quote.ts'

export const handler = endpoint(quoteRoutes.withdrawQuote, ({ params, caller }) =>
  withdrawQuote({ ...params, craftsman: caller }),
)
