import { disputeRoutes } from '#functions/disputes/disputes.routes.ts'
import { addEvidence } from '#lib/disputes/add-evidence.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'

export const handler = endpoint(disputeRoutes.addEvidence, ({ params, body, caller }) =>
  addEvidence(params.disputeId, body, caller),
)
