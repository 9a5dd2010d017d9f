import type { ClientSession, PipelineStage } from 'mongoose'
import type { DisputeWithPeople } from '#lib/disputes/dispute.view.ts'
import { withEvidence } from '#lib/disputes/evidence.view.ts'
import { withJobBrief } from '#lib/embedded/job-brief.ts'
import { withPeople } from '#lib/embedded/person.ts'
import { fail } from '#lib/errors/app-error.ts'
import { Dispute } from '#lib/model/dispute.model.ts'
import type { DisputeId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'

/** Reads disputes with their job and people in one round trip. */
export const readDisputes = (
  stages: readonly PipelineStage[],
  tx: ClientSession | null = null,
): Promise<DisputeWithPeople[]> =>
  Dispute.aggregate<DisputeWithPeople>([
    ...stages,
    ...withJobBrief,
    ...withPeople('client', 'craftsman', 'openedBy'),
    ...withEvidence,
  ])
    .session(tx)
    .exec()

/** Reads one dispute. Throws DISPUTE_NOT_FOUND. */
export async function readDispute(
  disputeId: DisputeId,
  tx: ClientSession | null = null,
): Promise<DisputeWithPeople> {
  const [dispute] = await readDisputes([{ $match: { _id: objectId(disputeId) } }], tx)
  if (!dispute) throw fail('DISPUTE_NOT_FOUND')
  return dispute
}
