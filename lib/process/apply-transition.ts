import type { ClientSession, UpdateQuery } from 'mongoose'
import { logActivity } from '#lib/activity/log-activity.ts'
import { fail } from '#lib/errors/app-error.ts'
import { recordEvent } from '#lib/events/record-event.ts'
import type { ContractRecord } from '#lib/model/contract.model.ts'
import { Job, type JobRecord } from '#lib/model/job.model.ts'
import type { JobStatus } from '#lib/model/job-status.ts'
import { type DisputeId, idOf, type UserId } from '#lib/platform/ids.ts'
import type { Piastres } from '#lib/platform/piastres.ts'
import { applyQuoteRule } from '#lib/process/apply-quote-rule.ts'
import type { JobWithContract } from '#lib/process/job-with-contract.ts'
import type { Transition } from '#lib/process/process.ts'
import { recordDispute } from '#lib/process/record-dispute.ts'
import { recordStrike } from '#lib/process/record-strike.ts'
import { settleContract } from '#lib/process/settle-contract.ts'
import type { Decision } from '#lib/process/settlement.ts'
import { timerFor } from '#lib/process/timers.ts'
import { currentSettings } from '#lib/settings/settings.ts'

/** Who makes a transition, when, and what comes with it. */
export interface TransitionContext {
  /** null where a timer, a quote or a payment gateway makes it. */
  readonly by: UserId | null
  /** When it takes effect: now, or at the deadline that has passed. */
  readonly at: Date
  readonly reason?: string | undefined
  /** What one side says was paid in cash (CashProtected), in piastres. */
  readonly cashPaid?: { readonly client: Piastres } | { readonly craftsman: Piastres } | undefined
  /** The description of a dispute, beside its reason. */
  readonly description?: string | undefined
  /** The state that the contract returns to when its dispute is withdrawn, and how long the dispute lasted (ms). */
  readonly resumes?:
    (Pick<ContractRecord, 'status' | 'confirmBy'> & { readonly disputeLasted: number }) | undefined
  /** How staff split what is held, and the dispute that this resolves. */
  readonly decision?: (Decision & { readonly disputeId: DisputeId }) | undefined
  /** Other fields of the job that the transition writes (a hire: the craftsman and the price). */
  readonly sets?: Partial<JobRecord> | undefined
}

/**
 * Applies one transition of the process in the caller's transaction:
 * 1. the contract, and the money by the transition's rule
 * 2. the quotes that expire or open again
 * 3. the job: its status, its times and its next deadline, in one write that matches only the status that was read.
 *    Of two transitions at once one wins; the other starts again and is checked anew
 * 4. the strike
 * 5. the record of the dispute that begins or ends
 * 6. the activity log, and the event that notifications are made from
 * Returns the job and its contract as they are now. Throws MOVE_NOT_ALLOWED if the status has changed meanwhile.
 */
export async function applyTransition(
  tx: ClientSession,
  transition: Transition,
  { job, contract }: JobWithContract,
  context: TransitionContext,
): Promise<JobWithContract> {
  const settled = contract && (await settleContract(tx, transition, contract, context))
  const openQuotes = await applyQuoteRule(tx, transition, job)
  const updated = await writeJob(tx, transition, { job, contract: settled }, context, openQuotes)
  await recordStrike(tx, transition, { job, contract }, context)
  const before = { job, contract }
  const now = { job: updated, contract: settled }
  const disputeId = await recordDispute(tx, transition, { before, now }, context)
  if (transition.to !== job.status) await recordStatusChange(tx, transition, before, context, disputeId)
  return { job: updated, contract: transition.quotes === 'reopen' ? null : settled }
}

async function writeJob(
  tx: ClientSession,
  transition: Transition,
  { job, contract }: JobWithContract,
  { at, reason, sets = {} }: TransitionContext,
  openQuotes: number,
): Promise<JobRecord> {
  const next = { ...job, ...timesOf(transition, at), ...sets, status: transition.to }
  const timer = timerFor(next, transition.quotes === 'reopen' ? null : contract, await currentSettings())
  const $set: UpdateQuery<JobRecord>['$set'] = {
    ...timesOf(transition, at),
    status: transition.to,
    timer,
    openQuotes,
    ...sets,
    updatedAt: at,
    ...(reason !== undefined && { reason }),
    ...(transition.quotes === 'reopen' && {
      craftsman: null,
      contract: null,
      jobPrice: 0,
      platformFee: 0,
      hiredAt: null,
    }),
  }
  const updated = await Job.findOneAndUpdate(
    { _id: job._id, status: job.status },
    { $set },
    { session: tx, returnDocument: 'after' },
  ).lean()
  if (!updated) throw fail('MOVE_NOT_ALLOWED')
  return updated
}

/** The times that are set when a job enters a status. A confirmation keeps the status and sets none. */
function timesOf({ to, from }: Transition, at: Date): Partial<JobRecord> {
  if (from.includes(to)) return {}
  const times: Partial<Record<JobStatus, Partial<JobRecord>>> = {
    Posted: { activityAt: at },
    Quoted: { activityAt: at },
    Hired: { hiredAt: at },
    'On The Way': { onTheWayAt: at },
    Completed: { completedAt: at },
    Cancelled: { cancelledAt: at },
  }
  return times[to] ?? {}
}

async function recordStatusChange(
  tx: ClientSession,
  transition: Transition,
  { job, contract }: JobWithContract,
  { by }: TransitionContext,
  disputeId: DisputeId | null,
) {
  const jobId = idOf<'Job'>(job._id)
  await logActivity(tx, {
    actor: by,
    action: 'job.status',
    target: { kind: 'Job', id: jobId },
    details: { move: transition.name, from: job.status, to: transition.to },
  })
  await recordEvent(tx, 'job.status.changed', {
    jobId,
    clientId: idOf(job.client),
    craftsmanId: job.craftsman && idOf(job.craftsman),
    contractId: contract && idOf(contract._id),
    from: job.status,
    to: transition.to,
    move: transition.name,
    actorId: by,
    ...(disputeId && { disputeId }),
  })
}
