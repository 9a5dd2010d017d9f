import { disputeRoutes } from '#functions/disputes/disputes.routes.ts'
import { appealDispute } from '#lib/disputes/appeal-dispute.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'

export const handler = endpoint(disputeRoutes.appealDispute, ({ params, body, caller }) =>
  appealDispute(params.disputeId, body, caller),
)
