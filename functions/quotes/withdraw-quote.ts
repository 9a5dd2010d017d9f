import { quoteRoutes } from '#functions/quotes/quotes.routes.ts'
import { withdrawQuote } from '#lib/quotes/withdraw-quote.ts'
import { endpoint } from '#lib/http/endpoint.ts'

export const handler = endpoint(quoteRoutes.withdrawQuote, ({ params, caller }) =>
  withdrawQuote({ ...params, craftsman: caller }),
)
