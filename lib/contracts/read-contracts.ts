import type { ClientSession, PipelineStage } from 'mongoose'
import type { ContractWithPeople } from '#lib/contracts/contract.view.ts'
import { withJobBrief } from '#lib/embedded/job-brief.ts'
import { withPeople } from '#lib/embedded/person.ts'
import { fail } from '#lib/errors/app-error.ts'
import { Contract } from '#lib/model/contract.model.ts'
import type { ContractId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'

/** Reads contracts with their job and people in one round trip. */
export const readContracts = (
  stages: readonly PipelineStage[],
  tx: ClientSession | null = null,
): Promise<ContractWithPeople[]> =>
  Contract.aggregate<ContractWithPeople>([...stages, ...withJobBrief, ...withPeople('client', 'craftsman')])
    .session(tx)
    .exec()

/** Reads one contract. Throws CONTRACT_NOT_FOUND. */
export async function readContract(
  contractId: ContractId,
  tx: ClientSession | null = null,
): Promise<ContractWithPeople> {
  const [contract] = await readContracts([{ $match: { _id: objectId(contractId) } }], tx)
  if (!contract) throw fail('CONTRACT_NOT_FOUND')
  return contract
}
