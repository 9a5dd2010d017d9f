import { paymentRoutes } from '#functions/payments/payments.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { getPayment } from '#lib/payments/get-payment.ts'

export const handler = endpoint(paymentRoutes.getPayment, ({ params, caller }) =>
  getPayment(params.paymentId, caller),
)
