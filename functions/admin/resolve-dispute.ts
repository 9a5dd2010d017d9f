import { adminDisputeRoutes } from '#functions/admin/disputes.routes.ts'
import { resolveDispute } from '#lib/disputes/resolve-dispute.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'

export const handler = endpoint(adminDisputeRoutes.resolveDispute, ({ params, body, caller }) =>
  resolveDispute(params.disputeId, body, caller),
)
