import { paymentRoutes } from '#functions/payments/payments.routes.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { listRefunds } from '#lib/payments/refunds-by-hand.ts'

export const handler = endpoint(paymentRoutes.listRefunds, ({ query, caller }) =>
  listRefunds(query, caller.id),
)
