import { paymentRoutes } from '#functions/payments/payments.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { listRefunds } from '#lib/payments/list-refunds.ts'

export const handler = endpoint(paymentRoutes.listRefunds, ({ query, caller }) =>
  listRefunds(query, caller.id),
)
