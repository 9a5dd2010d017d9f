import { toContractView } from '#lib/contracts/contract.view.ts'
import { readContract } from '#lib/contracts/read-contracts.ts'
import { fail } from '#lib/errors/app-error.ts'
import { isStaff } from '#lib/model/role.ts'
import { type ContractId, idOf } from '#lib/platform/ids.ts'
import { applyDeadlines } from '#lib/process/apply-deadlines.ts'
import type { Principal } from '#lib/process/job-with-contract.ts'

/** Get a contract, for its parties and staff (CONTRACT_NOT_FOUND for anyone else). Passed deadlines are applied first. */
export async function getContract(contractId: ContractId, principal: Principal) {
  const contract = await readContract(contractId)
  const parties = [contract.client, contract.craftsman].map(({ _id }) => idOf<'User'>(_id))
  if (!parties.includes(principal.id) && !isStaff(principal.role)) throw fail('CONTRACT_NOT_FOUND')
  const changed = await applyDeadlines(idOf(contract.job._id))
  return toContractView(changed ? await readContract(contractId) : contract)
}
