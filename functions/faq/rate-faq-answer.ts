import { faqRoutes } from '#functions/faq/faq.routes.ts'
import { rateAnswer } from '#lib/faq/rate-answer.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'

export const handler = endpoint(faqRoutes.rateFaqAnswer, ({ params, body }) =>
  rateAnswer(params.askId, body.helpful),
)
