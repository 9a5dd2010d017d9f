import { paymentRoutes } from '#functions/payments/payments.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { handleWebhook } from '#lib/payments/handle-webhook.ts'

export const handler = endpoint(paymentRoutes.paymentWebhook, ({ raw, request }) =>
  handleWebhook(raw, request.headers),
)
