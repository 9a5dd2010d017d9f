import type { ClientSession } from 'mongoose'
import { fail } from '#lib/errors/app-error.ts'
import { recordEvent } from '#lib/events/record-event.ts'
import { Contract, type ContractRecord } from '#lib/model/contract.model.ts'
import type { ContractPayment } from '#lib/model/contract-status.ts'
import { User } from '#lib/model/user.model.ts'
import { addMs } from '#lib/platform/clock.ts'
import { idOf, type UserId } from '#lib/platform/ids.ts'
import { trusted } from '#lib/platform/mongo.ts'
import type { Piastres } from '#lib/platform/piastres.ts'
import type { TransitionContext } from '#lib/process/apply-transition.ts'
import { cancellationChanges } from '#lib/process/cancellation.ts'
import { decidedChanges } from '#lib/process/decided-changes.ts'
import { freezeDecidedPart, freezeEarnings, unfreezeEarnings } from '#lib/process/freeze-earnings.ts'
import { postSettlement } from '#lib/process/post-settlement.ts'
import type { Transition } from '#lib/process/process.ts'
import { followContract, reviewWindowAfter } from '#lib/process/review-window.ts'
import { heldAmount, type Split, splitOf } from '#lib/process/settlement.ts'
import { confirmationDeadline } from '#lib/process/timers.ts'
import { currentSettings } from '#lib/settings/settings.ts'

/**
 * Applies a transition to the contract, in the same transaction:
 * 1. the contract's new status, in a write that matches only the status and payment that were read. It comes first,
 *    so of two transitions at once only one posts money (the other throws MOVE_NOT_ALLOWED)
 * 2. earnings that a dispute froze are unfrozen when it ends; what a decision gives them, once it is final
 * 3. what is held is split by the money rule and posted
 * 4. a completed job counts for both parties once; a resolution that cancels it takes that back
 * 5. the days for reviews begin, pause, run on or end with the contract, and its reviews follow
 * 6. the event of a void or a confirmed contract
 */
export async function settleContract(
  tx: ClientSession,
  transition: Transition,
  contract: ContractRecord,
  context: TransitionContext,
): Promise<ContractRecord> {
  const split = splitOf(transition, contract, context.decision)
  const decision = split ? await decisionChanges(transition, contract, split, context) : {}
  const outcome = outcomeOf(transition, contract, context)
  const changes = {
    ...outcome,
    ...reviewWindowAfter(contract, { ...contract, ...outcome }, context.at),
    ...(split && paymentChanges(split, contract)),
    ...decision,
    ...(await frozenBy(tx, transition, contract, context)),
    ...cancellationChanges({ transition, contract, split: decision.decided ?? split, context }),
    ...cashFigures(contract, context),
  }
  if (Object.keys(changes).length === 0) return contract
  const settled = await Contract.findOneAndUpdate(
    { _id: contract._id, status: contract.status, payment: contract.payment },
    { $set: { ...changes, updatedAt: context.at } },
    { session: tx, returnDocument: 'after' },
  ).lean()
  if (!settled) throw fail('MOVE_NOT_ALLOWED')
  if (contract.frozen && contract.status === 'Disputed') {
    await unfreezeEarnings(tx, contract._id, { at: context.at, clears: clearingAfter(settled, context) })
  }
  if (split) await postSettlement(tx, { transition, contract, split, context })
  await countCompletion(tx, contract, settled)
  await followContract(tx, contract, settled, context.at)
  if (!context.resumes) await recordOutcome(tx, contract, settled, context)
  return settled
}

/** What an opening dispute, or an appeal, freezes in the craftsman's wallet. */
async function frozenBy(
  tx: ClientSession,
  { to }: Transition,
  contract: ContractRecord,
  { at }: TransitionContext,
): Promise<Partial<ContractRecord>> {
  if (to !== 'Disputed') return {}
  if (contract.decided) return { frozen: await freezeDecidedPart(tx, contract, at) }
  const frozen = await freezeEarnings(tx, contract, at)
  return frozen > 0 ? { frozen } : {}
}

async function decisionChanges(
  transition: Transition,
  contract: ContractRecord,
  split: Split,
  context: TransitionContext,
): Promise<Partial<ContractRecord>> {
  if (transition.money !== 'decided') return {}
  return decidedChanges({ transition, contract, split, context, settings: await currentSettings() })
}

/**
 * When earnings clear that a dispute froze: later by as long as it lasted if it was withdrawn; when the time to appeal
 * is over after a first decision; at once after a final one.
 */
function clearingAfter({ decided }: ContractRecord, { at, resumes }: TransitionContext) {
  if (resumes) return (before: Date) => addMs(before, resumes.disputeLasted)
  return () => (decided && !decided.isFinal ? decided.until : at)
}

function outcomeOf(
  transition: Transition,
  contract: ContractRecord,
  { at, resumes }: TransitionContext,
): Partial<ContractRecord> {
  if (resumes) {
    const { status, confirmBy = null, disputeLasted: ms } = resumes
    const pauses = [...(contract.pauses ?? []), { from: addMs(at, -ms), ms }]
    return { status, confirmBy, frozen: 0, pauses }
  }
  if (transition.quotes === 'reopen') return { status: 'Void' }
  switch (transition.to) {
    case 'Disputed':
      return { status: 'Disputed', confirmBy: null }
    case 'Cancelled':
      return { status: 'Cancelled', confirmBy: null }
    case 'Completed':
      if (transition.money === 'keep') return { confirmBy: confirmationDeadline(at, contract.terms) }
      return { status: 'Completed', confirmBy: null, confirmedAt: contract.confirmedAt ?? at }
    default:
      return {}
  }
}

/** The contract's payment after the split. Only held money changes it: cash stays cash, unpaid stays unpaid. */
function paymentChanges({ client, platform }: Split, contract: ContractRecord): Partial<ContractRecord> {
  const held = heldAmount(contract)
  return {
    ...(platform !== 0 && { feeBooked: (contract.feeBooked ?? 0) + platform }),
    ...(contract.frozen && { frozen: 0 }),
    ...(held > 0 && { payment: paymentAfter(client, held, contract) }),
  }
}

function paymentAfter(client: Piastres, held: Piastres, { payment }: ContractRecord): ContractPayment {
  if (client === 0) return payment === 'Held' ? 'Released' : payment
  return client === held && payment === 'Held' ? 'Refunded' : 'Split'
}

const cashFigures = ({ cashPaid }: ContractRecord, context: TransitionContext): Partial<ContractRecord> =>
  context.cashPaid ? { cashPaid: { ...cashPaid, ...context.cashPaid } } : {}

async function countCompletion(
  tx: ClientSession,
  before: ContractRecord,
  now: ContractRecord,
): Promise<void> {
  const was = before.confirmedAt != null && before.status !== 'Cancelled'
  const is = now.confirmedAt != null && now.status !== 'Cancelled'
  if (was === is) return
  await User.updateMany(
    { _id: trusted({ $in: [now.client, now.craftsman] }) },
    { $inc: { completedJobs: is ? 1 : -1 } },
    { session: tx },
  )
}

async function recordOutcome(
  tx: ClientSession,
  before: ContractRecord,
  now: ContractRecord,
  context: TransitionContext,
) {
  const ids = {
    jobId: idOf(now.job),
    clientId: idOf(now.client),
    contractId: idOf(now._id),
    craftsmanId: idOf(now.craftsman),
  }
  if (now.status === 'Void') await recordEvent(tx, 'contract.voided', ids)
  if (now.status === 'Completed' && before.status !== 'Completed') {
    await recordEvent(tx, 'contract.confirmed', { ...ids, by: confirmer(now, context.by) })
  }
}

function confirmer({ client }: ContractRecord, by: UserId | null): 'client' | 'silence' | 'staff' {
  if (by === null) return 'silence'
  return by === idOf<'User'>(client) ? 'client' : 'staff'
}
