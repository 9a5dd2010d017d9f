import { adminMoneyRoutes } from '#functions/admin/money.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { payGoodwill } from '#lib/payments/pay-goodwill.ts'

export const handler = endpoint(adminMoneyRoutes.payGoodwill, ({ params, body, caller }) =>
  payGoodwill(params.contractId, body, caller.id),
)
