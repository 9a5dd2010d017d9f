import { quoteRoutes } from '#functions/quotes/quotes.routes.ts'
import { changeQuote } from '#lib/quotes/change-quote.ts'
import { endpoint } from '#lib/http/endpoint.ts'

export const handler = endpoint(quoteRoutes.changeQuote, ({ params, body, caller }) =>
  changeQuote({ ...params, craftsman: caller }, body),
)
