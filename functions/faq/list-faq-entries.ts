import { faqRoutes } from '#functions/faq/faq.routes.ts'
import { listEntries } from '#lib/faq/list-entries.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'

export const handler = endpoint(faqRoutes.listFaqEntries, ({ query }) => listEntries(query))
