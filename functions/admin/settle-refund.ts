import { adminMoneyRoutes } from '#functions/admin/money.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { settleRefund } from '#lib/payments/settle-refund.ts'

export const handler = endpoint(adminMoneyRoutes.settleRefund, ({ params, body, caller }) =>
  settleRefund(params.refundId, body, caller.id),
)
