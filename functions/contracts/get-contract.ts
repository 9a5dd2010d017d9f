import { contractRoutes } from '#functions/contracts/contracts.routes.ts'
import { getContract } from '#lib/contracts/get-contract.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'

export const handler = endpoint(contractRoutes.getContract, ({ params, caller }) =>
  getContract(params.contractId, caller),
)
