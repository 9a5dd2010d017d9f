import { faqRoutes } from '#functions/faq/faq.routes.ts'
import { listFaq } from '#lib/faq/list-faq.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'

export const handler = endpoint(faqRoutes.listFaq, ({ query, request }) => listFaq(query, request.locale))
