import { disputeRoutes } from '#functions/disputes/disputes.routes.ts'
import { withdrawDispute } from '#lib/disputes/withdraw-dispute.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'

export const handler = endpoint(disputeRoutes.withdrawDispute, ({ params, caller }) =>
  withdrawDispute(params.disputeId, caller),
)
