import { paymentRoutes } from '#functions/payments/payments.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { initiatePayment } from '#lib/payments/initiate-payment.ts'

export const handler = endpoint(paymentRoutes.initiatePayment, ({ body, caller }) =>
  initiatePayment(body, caller),
)
