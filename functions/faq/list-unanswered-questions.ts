import { faqRoutes } from '#functions/faq/faq.routes.ts'
import { listUnanswered } from '#lib/faq/list-unanswered.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'

export const handler = endpoint(faqRoutes.listUnansweredQuestions, ({ query }) => listUnanswered(query))
