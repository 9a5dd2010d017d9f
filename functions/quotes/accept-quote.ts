import { quoteRoutes } from '#functions/quotes/quotes.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { acceptQuote } from '#lib/quotes/accept-quote.ts'

export const handler = endpoint(quoteRoutes.acceptQuote, ({ params, body, caller }) =>
  acceptQuote({ ...params, client: caller, price: body.price }),
)
