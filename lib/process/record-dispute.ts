import { type ClientSession, Types } from 'mongoose'
import { fail } from '#lib/errors/app-error.ts'
import { recordEvent } from '#lib/events/record-event.ts'
import { Dispute, type Resolution } from '#lib/model/dispute.model.ts'
import { type DisputeDecision, UNRESOLVED_STATUSES } from '#lib/model/dispute-status.ts'
import { addMs, HOUR } from '#lib/platform/clock.ts'
import { type DisputeId, idOf } from '#lib/platform/ids.ts'
import { objectId, trusted } from '#lib/platform/mongo.ts'
import type { TransitionContext } from '#lib/process/apply-transition.ts'
import type { JobWithContract } from '#lib/process/job-with-contract.ts'
import type { Transition } from '#lib/process/process.ts'
import { summaryOf } from '#lib/process/process-text.ts'
import { heldAmount, splitOf } from '#lib/process/settlement.ts'
import { currentSettings } from '#lib/settings/settings.ts'

/**
 * Keeps the dispute of a job in step with its transitions, in the same transaction: a transition to Disputed opens a
 * dispute, a transition from Disputed resolves it. `before` is the state before the transition, `now` the state after.
 * Returns the id of the dispute, if there is one.
 */
export async function recordDispute(
  tx: ClientSession,
  transition: Transition,
  { before, now }: { readonly before: JobWithContract; readonly now: JobWithContract },
  context: TransitionContext,
): Promise<DisputeId | null> {
  if (before.job.status === 'Disputed') return closeRecord(tx, transition, before, context)
  return transition.to === 'Disputed' ? openRecord(tx, transition, { before, now }, context) : null
}

async function openRecord(
  tx: ClientSession,
  transition: Transition,
  { before, now }: { readonly before: JobWithContract; readonly now: JobWithContract },
  context: TransitionContext,
): Promise<DisputeId | null> {
  const { job, contract } = before
  if (!contract || !now.contract) return null
  const { by, at, reason = summaryOf(transition, contract.terms).en, description = reason } = context
  const { disputeHours } = await currentSettings()
  // what staff open is the platform's: its opener could withdraw it
  const opener = [contract.client, contract.craftsman].some((party) => by && idOf<'User'>(party) === by)
    ? by
    : null
  const _id = new Types.ObjectId()
  const dispute = {
    _id,
    job: job._id,
    contract: contract._id,
    client: contract.client,
    craftsman: contract.craftsman,
    openedBy: opener && objectId(opener),
    reason,
    description,
    status: 'Open' as const,
    held: heldAmount(now.contract),
    before: {
      status: job.status,
      contractStatus: contract.status,
      timer: job.timer,
      confirmBy: contract.confirmBy ?? null,
    },
    dueBy: addMs(at, disputeHours * HOUR),
    createdAt: at,
    updatedAt: at,
  }
  await Dispute.create([dispute], { session: tx })
  const disputeId = idOf<'Dispute'>(_id)
  await recordEvent(tx, 'dispute.opened', { ...idsOf(before), disputeId, openedById: opener })
  return disputeId
}

/** Only staff and the person who opened a dispute can end it. What staff decided is the resolution. */
async function closeRecord(
  tx: ClientSession,
  transition: Transition,
  jobWithContract: JobWithContract,
  { by, at, reason = '', decision }: TransitionContext,
): Promise<DisputeId | null> {
  if (!by) return null
  const fee = splitOf(transition, jobWithContract.contract, decision)?.platform ?? 0
  const resolution: Resolution = {
    decision: decisionOf(transition),
    clientAmount: decision?.client ?? 0,
    craftsmanAmount: decision?.craftsman ?? 0,
    fee,
    waiveFee: decision?.waiveFee ?? false,
    note: reason,
    by: objectId(by),
    at,
  }
  const dispute = await Dispute.findOneAndUpdate(
    { job: jobWithContract.job._id, status: trusted({ $in: [...UNRESOLVED_STATUSES] }) },
    { $set: { status: 'Resolved', resolution, updatedAt: at } },
    { session: tx },
  ).lean()
  if (!dispute) throw fail('DISPUTE_NOT_OPEN')
  const disputeId = idOf<'Dispute'>(dispute._id)
  await recordEvent(tx, 'dispute.resolved', {
    ...idsOf(jobWithContract),
    disputeId,
    decision: resolution.decision,
    clientAmount: resolution.clientAmount,
    craftsmanAmount: resolution.craftsmanAmount,
  })
  return disputeId
}

function decisionOf({ money, to }: Transition): DisputeDecision | 'Withdrawn' {
  if (money !== 'decided') return 'Withdrawn'
  return to === 'Completed' ? 'Completed' : 'Cancelled'
}

const idsOf = ({ job, contract }: JobWithContract) => ({
  jobId: idOf<'Job'>(job._id),
  clientId: idOf<'User'>(job.client),
  craftsmanId: job.craftsman && idOf<'User'>(job.craftsman),
  contractId: contract && idOf<'Contract'>(contract._id),
})
