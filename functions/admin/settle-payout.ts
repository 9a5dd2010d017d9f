import { adminPayoutRoutes } from '#functions/admin/payouts.routes.ts'
import { endpoint } from '#lib/http/endpoint.ts'
import { settleByHand } from '#lib/payouts/settle-by-hand.ts'

export const handler = endpoint(adminPayoutRoutes.settlePayout, ({ params, body, caller }) =>
  settleByHand(params.payoutId, body, caller.id),
)
