import { adminPayoutRoutes } from '#functions/admin/payouts.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { returnPayout } from '#lib/payouts/return-payout.ts'

export const handler = endpoint(adminPayoutRoutes.returnPayout, ({ params, body, caller }) =>
  returnPayout(params.payoutId, body, caller.id),
)
