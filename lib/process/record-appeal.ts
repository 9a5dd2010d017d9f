import type { ClientSession } from 'mongoose'
import { fail } from '#lib/errors/app-error.ts'
import { recordEvent } from '#lib/events/record-event.ts'
import { Dispute } from '#lib/model/dispute.model.ts'
import { type DisputeId, idOf } from '#lib/platform/ids.ts'
import { objectId, trusted } from '#lib/platform/mongo.ts'
import type { TransitionContext } from '#lib/process/apply-transition.ts'
import { restartClock } from '#lib/process/dispute-clock.ts'
import { durationsFor } from '#lib/process/durations.ts'
import type { JobWithContract } from '#lib/process/job-with-contract.ts'
import { currentSettings } from '#lib/settings/settings.ts'

/**
 * Reopens the dispute that staff decided, in the transaction of the appeal: it keeps the decision that the appeal is
 * against, and its clock starts again. Throws DISPUTE_NOT_APPEALABLE where the time is over or somebody was first.
 */
export async function recordAppeal(
  tx: ClientSession,
  { job, contract }: JobWithContract,
  { by, at, reason = '' }: TransitionContext,
): Promise<DisputeId> {
  const decided = await Dispute.findOne({
    job: job._id,
    status: 'Resolved',
    appealUntil: trusted({ $gt: at }),
  })
    .session(tx)
    .lean()
  if (!by || !contract || !decided?.resolution || decided.appeal) throw fail('DISPUTE_NOT_APPEALABLE')
  const clock = restartClock(at, durationsFor(contract, await currentSettings()))
  const appeal = { by: objectId(by), reason, at, against: decided.resolution }
  const { matchedCount } = await Dispute.updateOne(
    { _id: decided._id, status: 'Resolved' },
    { $set: { ...clock, status: 'Appealed', appeal, appealUntil: null, updatedAt: at } },
    { session: tx },
  )
  if (matchedCount === 0) throw fail('DISPUTE_NOT_APPEALABLE')
  const disputeId = idOf<'Dispute'>(decided._id)
  await recordEvent(tx, 'dispute.appealed', {
    jobId: idOf(job._id),
    clientId: idOf(contract.client),
    craftsmanId: idOf(contract.craftsman),
    contractId: idOf(contract._id),
    disputeId,
    byId: by,
  })
  return disputeId
}
