import { disputeRoutes } from '#functions/disputes/disputes.routes.ts'
import { getDispute } from '#lib/disputes/get-dispute.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'

export const handler = endpoint(disputeRoutes.getDispute, ({ params, caller }) =>
  getDispute(params.disputeId, caller),
)
