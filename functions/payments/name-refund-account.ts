import { paymentRoutes } from '#functions/payments/payments.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { nameRefundAccount } from '#lib/payments/name-refund-account.ts'

export const handler = endpoint(paymentRoutes.nameRefundAccount, ({ params, body, caller }) =>
  nameRefundAccount(params.refundId, body, caller.id),
)
