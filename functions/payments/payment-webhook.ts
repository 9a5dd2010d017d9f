import { paymentRoutes } from '#functions/payments/payments.routes.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { takeWebhook } from '#lib/payments/take-webhook.ts'

export const handler = endpoint(paymentRoutes.paymentWebhook, ({ raw, request }) =>
  takeWebhook(raw, request.headers),
)
