import { disputeRoutes } from '#functions/disputes/disputes.routes.ts'
import { createDispute } from '#lib/disputes/create-dispute.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'

export const handler = endpoint(disputeRoutes.createDispute, ({ body, caller }) =>
  createDispute(body, caller),
)
