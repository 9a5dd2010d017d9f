import { contractRoutes } from '#functions/contracts/contracts.routes.ts'
import { confirmContractById } from '#lib/contracts/confirm-contract.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'

export const handler = endpoint(contractRoutes.confirmContract, ({ params, body, caller }) =>
  confirmContractById(params.contractId, { client: caller, cashPaid: body.cashPaid }),
)
