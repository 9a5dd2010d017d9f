import { adminMoneyRoutes } from '#functions/admin/money.routes.ts'
import { actOrAsk } from '#lib/administration/act-or-ask.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'

export const handler = endpoint(adminMoneyRoutes.settleRefund, ({ params, body, caller }) =>
  actOrAsk('refund', params.refundId, body, caller),
)
