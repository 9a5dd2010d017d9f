import { adminMoneyRoutes } from '#functions/admin/money.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { decideChargeback } from '#lib/payments/decide-chargeback.ts'

export const handler = endpoint(adminMoneyRoutes.decideChargeback, ({ params, body, caller }) =>
  decideChargeback(params.paymentId, body, caller.id),
)
