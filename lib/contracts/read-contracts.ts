import type { ClientSession, PipelineStage } from 'mongoose'
import { Contract } from '#lib/contracts/contract.model.ts'
import type { ContractWithPeople } from '#lib/contracts/contract.view.ts'
import { fail } from '#lib/errors/app-error.ts'
import { withJobBrief } from '#lib/jobs/job-brief.ts'
import type { ContractId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { withPerson } from '#lib/users/person.ts'

/** Reads contracts with their job and people in one round trip. */
export const readContracts = (
  stages: readonly PipelineStage[],
  session: ClientSession | null = null,
): Promise<ContractWithPeople[]> =>
  Contract.aggregate<ContractWithPeople>([
    ...stages,
    ...withJobBrief,
    ...withPerson('client'),
    ...withPerson('craftsman'),
  ])
    .session(session)
    .exec()

/** One contract. Throws CONTRACT_NOT_FOUND. */
export async function readContract(
  contractId: ContractId,
  session: ClientSession | null = null,
): Promise<ContractWithPeople> {
  const [contract] = await readContracts([{ $match: { _id: objectId(contractId) } }], session)
  if (!contract) throw fail('CONTRACT_NOT_FOUND')
  return contract
}
