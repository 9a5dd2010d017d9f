import { showContract } from '#lib/contracts/contract.view.ts'
import { readContract } from '#lib/contracts/read-contracts.ts'
import { fail } from '#lib/errors/app-error.ts'
import type { Asker } from '#lib/jobs/job-case.ts'
import { settleJob } from '#lib/jobs/settle-job.ts'
import { idOf, type ContractId } from '#lib/platform/ids.ts'
import { isStaff } from '#lib/users/role.ts'

/** Get a contract: its parties and staff (CONTRACT_NOT_FOUND for anyone else); what is due is applied before. */
export async function getContract(contractId: ContractId, asker: Asker) {
  const contract = await readContract(contractId)
  const parties = [contract.client, contract.craftsman].map(({ _id }) => idOf<'User'>(_id))
  if (!parties.includes(asker.id) && !isStaff(asker.role)) throw fail('CONTRACT_NOT_FOUND')
  const settled = await settleJob(idOf(contract.job._id))
  return showContract(settled ? await readContract(contractId) : contract)
}
