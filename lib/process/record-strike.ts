import type { ClientSession } from 'mongoose'
import { Strike } from '#lib/model/strike.model.ts'
import type { TransitionContext } from '#lib/process/apply-transition.ts'
import type { JobWithContract } from '#lib/process/job-with-contract.ts'
import type { Transition } from '#lib/process/process.ts'

/** Records a strike against the person whom the transition names, once for each job and person. */
export async function recordStrike(
  tx: ClientSession,
  transition: Transition,
  { job, contract }: JobWithContract,
  { at }: TransitionContext,
): Promise<void> {
  const user =
    transition.strike === 'craftsman' ? job.craftsman : clientToStrike(transition, { job, contract })
  if (!user) return
  await Strike.updateOne(
    { user, job: job._id },
    { $setOnInsert: { user, job: job._id, transition: transition.name, at } },
    { upsert: true, session: tx },
  )
}

/** A client whose money is held pays the visit fee instead; only a client of a Cash job gets a strike. */
const clientToStrike = (transition: Transition, { job, contract }: JobWithContract) =>
  transition.strike === 'clientOfCash' && contract?.paymentType === 'Cash' ? job.client : null
