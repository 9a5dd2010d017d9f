import { type ClientSession, Types } from 'mongoose'
import { fail } from '#lib/errors/app-error.ts'
import { recordEvent } from '#lib/events/record-event.ts'
import type { ContractRecord } from '#lib/model/contract.model.ts'
import { Dispute, type DisputeRecord, type Resolution } from '#lib/model/dispute.model.ts'
import type { DisputeDecision } from '#lib/model/dispute-status.ts'
import { type DisputeId, idOf } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { max, subtract, ZERO } from '#lib/platform/piastres.ts'
import type { TransitionContext } from '#lib/process/apply-transition.ts'
import { appealDeadline } from '#lib/process/decided-changes.ts'
import { startClock } from '#lib/process/dispute-clock.ts'
import { durationsFor } from '#lib/process/durations.ts'
import type { JobWithContract } from '#lib/process/job-with-contract.ts'
import { assertMayDecide } from '#lib/process/may-decide.ts'
import type { Transition } from '#lib/process/process.ts'
import { summaryOf } from '#lib/process/process-text.ts'
import { recordAppeal } from '#lib/process/record-appeal.ts'
import { type Decision, heldAmount, isAppealed, splitOf, splitsOfAppeal } from '#lib/process/settlement.ts'
import { findUnresolvedDispute } from '#lib/process/unresolved-dispute.ts'
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
  if (transition.name === 'appeal') return recordAppeal(tx, before, context)
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
  const durations = durationsFor(contract, await currentSettings())
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
    evidence: [],
    ...startClock(at, durations),
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
  const unresolved = await findUnresolvedDispute(idOf(jobWithContract.job._id), tx)
  assertMayDecide(unresolved, by)
  const resolution: Resolution = {
    decision: decisionOf(transition),
    clientAmount: decision?.client ?? 0,
    craftsmanAmount: decision?.craftsman ?? 0,
    ...sharesOf(transition, jobWithContract.contract, decision),
    waiveFee: decision?.waiveFee ?? false,
    note: reason,
    by: objectId(by),
    at,
  }
  const appealUntil = await appealDeadlineOf(transition, unresolved, jobWithContract.contract, at)
  const next = appealUntil && { step: 'appealOver', at: appealUntil }
  const { matchedCount } = await Dispute.updateOne(
    { _id: unresolved._id, status: unresolved.status },
    { $set: { status: 'Resolved', resolution, appealUntil, next, updatedAt: at } },
    { session: tx },
  )
  if (matchedCount === 0) throw fail('DISPUTE_NOT_OPEN')
  const disputeId = idOf<'Dispute'>(unresolved._id)
  await recordEvent(tx, 'dispute.resolved', {
    ...idsOf(jobWithContract),
    disputeId,
    decision: resolution.decision,
    clientAmount: resolution.clientAmount,
    craftsmanAmount: resolution.craftsmanAmount,
    fee: resolution.fee,
    borne: resolution.borne ?? 0,
    appealUntil: appealUntil?.toISOString() ?? null,
  })
  return disputeId
}

/** What the platform takes as its fee, and what it bears after an appeal because a refund has gone. */
function sharesOf(transition: Transition, contract: ContractRecord | null, decision?: Decision) {
  if (contract && isAppealed(contract) && transition.money === 'decided') {
    const made = decision ?? { client: ZERO, craftsman: ZERO, waiveFee: false }
    const { first, final } = splitsOfAppeal(transition.to, contract, made)
    return { fee: final.platform, borne: max(ZERO, subtract(first.client, final.client)) }
  }
  return { fee: splitOf(transition, contract, decision)?.platform ?? 0 }
}

/** A first decision can be appealed against. A final one cannot, nor a withdrawal. */
async function appealDeadlineOf(
  { money }: Transition,
  { status }: DisputeRecord,
  contract: ContractRecord | null,
  at: Date,
): Promise<Date | null> {
  if (money !== 'decided' || status === 'Appealed' || !contract) return null
  return appealDeadline(at, contract, await currentSettings())
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
