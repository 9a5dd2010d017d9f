import { faqRoutes } from '#functions/faq/faq.routes.ts'
import { createEntry } from '#lib/faq/create-entry.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'

export const handler = endpoint(faqRoutes.createFaqEntry, ({ body, caller }) => createEntry(body, caller.id))
