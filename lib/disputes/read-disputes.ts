import type { ClientSession, PipelineStage } from 'mongoose'
import { Dispute } from '#lib/disputes/dispute.model.ts'
import type { DisputeWithPeople } from '#lib/disputes/dispute.view.ts'
import { fail } from '#lib/errors/app-error.ts'
import { withJobBrief } from '#lib/jobs/job-brief.ts'
import type { DisputeId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { withPerson } from '#lib/users/person.ts'

/** Reads disputes with their job and people in one round trip. */
export const readDisputes = (
  stages: readonly PipelineStage[],
  session: ClientSession | null = null,
): Promise<DisputeWithPeople[]> =>
  Dispute.aggregate<DisputeWithPeople>([
    ...stages,
    ...withJobBrief,
    ...withPerson('client'),
    ...withPerson('craftsman'),
    ...withPerson('openedBy'),
  ])
    .session(session)
    .exec()

/** One dispute. Throws DISPUTE_NOT_FOUND. */
export async function readDispute(
  disputeId: DisputeId,
  session: ClientSession | null = null,
): Promise<DisputeWithPeople> {
  const [dispute] = await readDisputes([{ $match: { _id: objectId(disputeId) } }], session)
  if (!dispute) throw fail('DISPUTE_NOT_FOUND')
  return dispute
}
