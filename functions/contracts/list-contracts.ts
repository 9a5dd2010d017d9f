import { contractRoutes } from '#functions/contracts/contracts.routes.ts'
import { listContracts } from '#lib/contracts/list-contracts.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'

export const handler = endpoint(contractRoutes.listContracts, ({ query, caller }) =>
  listContracts(query, caller),
)
