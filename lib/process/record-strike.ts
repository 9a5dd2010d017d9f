import { type ClientSession, Types } from 'mongoose'
import { recordEvent } from '#lib/events/record-event.ts'
import { Strike } from '#lib/model/strike.model.ts'
import { idOf } from '#lib/platform/ids.ts'
import type { TransitionContext } from '#lib/process/apply-transition.ts'
import { isAbsent } from '#lib/process/cancellation.ts'
import type { JobWithContract } from '#lib/process/job-with-contract.ts'
import type { Transition } from '#lib/process/process.ts'

/**
 * Records a strike against the person whom the transition names, once for each job and person, and the event that tells
 * them how they can appeal.
 */
export async function recordStrike(
  tx: ClientSession,
  transition: Transition,
  { job, contract }: JobWithContract,
  context: TransitionContext,
): Promise<void> {
  const user = whomToStrike(transition, { job, contract }, context)
  if (!user) return
  const _id = new Types.ObjectId()
  const { upsertedCount } = await Strike.updateOne(
    { user, job: job._id },
    {
      $setOnInsert: {
        _id,
        user,
        job: job._id,
        transition: transition.name,
        status: 'Standing',
        at: context.at,
      },
    },
    { upsert: true, session: tx },
  )
  if (upsertedCount === 0) return
  await recordEvent(tx, 'strike.recorded', {
    jobId: idOf(job._id),
    clientId: idOf(job.client),
    craftsmanId: job.craftsman && idOf(job.craftsman),
    strikeId: idOf(_id),
    userId: idOf(user),
  })
}

function whomToStrike(
  { strike }: Transition,
  { job, contract }: JobWithContract,
  { by, at }: TransitionContext,
): Types.ObjectId | null {
  const isByParty = by === null || [job.client, job.craftsman].some((one) => one && idOf<'User'>(one) === by)
  switch (strike) {
    case 'craftsman':
      return job.craftsman ?? null
    case 'absentCraftsman':
      return isByParty && contract && isAbsent(contract, at) ? contract.craftsman : null
    case 'clientOfCash': // a client whose money is held pays the visit fee instead
      return contract?.paymentType === 'Cash' ? job.client : null
    case undefined:
      return null
  }
}
