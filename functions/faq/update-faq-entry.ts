import { faqRoutes } from '#functions/faq/faq.routes.ts'
import { updateEntry } from '#lib/faq/update-entry.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'

export const handler = endpoint(faqRoutes.updateFaqEntry, ({ params, body, caller }) =>
  updateEntry(params.id, body, caller.id),
)
