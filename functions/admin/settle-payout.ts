import { adminPayoutRoutes } from '#functions/admin/payouts.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { settleManually } from '#lib/payouts/settle-manually.ts'

export const handler = endpoint(adminPayoutRoutes.settlePayout, ({ params, body, caller }) =>
  settleManually(params.payoutId, body, caller.id),
)
