import { faqRoutes } from '#functions/faq/faq.routes.ts'
import { askFaq } from '#lib/faq/ask-faq.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'

export const handler = endpoint(faqRoutes.askFaq, ({ body, request: { ip, headers, requestedLocale } }) =>
  askFaq(body, { address: ip, authorization: headers.authorization, requestedLocale }),
)
