import { disputeRoutes } from '#functions/disputes/disputes.routes.ts'
import { listDisputes } from '#lib/disputes/list-disputes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'

export const handler = endpoint(disputeRoutes.listDisputes, ({ query, caller }) =>
  listDisputes(query, caller),
)
