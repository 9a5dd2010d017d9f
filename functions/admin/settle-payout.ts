import { adminPayoutRoutes } from '#functions/admin/payouts.routes.ts'
import { actOrAsk } from '#lib/administration/act-or-ask.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'

export const handler = endpoint(adminPayoutRoutes.settlePayout, ({ params, body, caller }) =>
  actOrAsk('payout', params.payoutId, body, caller),
)
