import { quoteRoutes } from '#functions/quotes/quotes.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { changeQuote } from '#lib/quotes/change-quote.ts'

export const handler = endpoint(quoteRoutes.changeQuote, ({ params, body, caller }) =>
  changeQuote({ ...params, craftsman: caller }, body),
)
