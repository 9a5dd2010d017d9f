import { faqRoutes } from '#functions/faq/faq.routes.ts'
import { deleteEntry } from '#lib/faq/delete-entry.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'

export const handler = endpoint(faqRoutes.deleteFaqEntry, ({ params, caller }) =>
  deleteEntry(params.id, caller.id),
)
