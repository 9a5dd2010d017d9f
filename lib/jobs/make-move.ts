import type { ClientSession, UpdateQuery } from 'mongoose'
import { logActivity } from '#lib/activity/activity-log.ts'
import type { ContractRecord } from '#lib/contracts/contract.model.ts'
import { recordDispute } from '#lib/disputes/record-dispute.ts'
import { recordEvent } from '#lib/events/outbox.ts'
import { fail } from '#lib/errors/app-error.ts'
import { settleContract } from '#lib/jobs/settle-contract.ts'
import type { JobCase } from '#lib/jobs/job-case.ts'
import { Job, type JobRecord } from '#lib/jobs/job.model.ts'
import type { JobStatus, Move } from '#lib/jobs/process.ts'
import { moveQuotes } from '#lib/jobs/move-quotes.ts'
import type { Decision } from '#lib/jobs/settlement.ts'
import { strikeFor } from '#lib/jobs/strike-for.ts'
import { timerFor } from '#lib/jobs/timers.ts'
import type { Piastres } from '#lib/money/piastres.ts'
import { idOf, type DisputeId, type UserId } from '#lib/platform/ids.ts'
import { currentSettings } from '#lib/settings/settings.ts'

/** Who makes a move, when, and what he says with it. */
export interface MoveMaking {
  /** null where a timer or the coming and going of quotes makes it. */
  readonly by: UserId | null
  /** The instant at which it counts: now, or the deadline that has passed in silence. */
  readonly at: Date
  readonly reason?: string | undefined
  /** What the mover says was paid in cash (CashProtected), in piastres. */
  readonly cashPaid?: { readonly client: Piastres } | { readonly craftsman: Piastres } | undefined
  /** What a dispute is about, beside its reason. */
  readonly description?: string | undefined
  /** How the contract stands again, where its dispute is withdrawn, and how long that took (ms). */
  readonly resumes?:
    (Pick<ContractRecord, 'status' | 'confirmBy'> & { readonly disputeLasted: number }) | undefined
  /** How staff divides what is held, and the dispute that this ends. */
  readonly decision?: (Decision & { readonly disputeId: DisputeId }) | undefined
  /** What else the move writes into the job (hiring: whom, and at what price). */
  readonly sets?: Partial<JobRecord> | undefined
}

/**
 * Makes one move of the process table, all of it in the caller's transaction:
 * 1. the job's status, its times and its next deadline, in one write that holds only while the job is
 *    still where it was read: of two moves at once one wins, the other starts again and is judged anew
 * 2. the contract, and what becomes of the money by the move's rule
 * 3. the quotes that it opens or ends, the strike that it earns
 * 4. the record of the dispute that it begins or ends
 * 5. the activity log and the event for whoever is told
 * Answers the case as it is now. Throws MOVE_NOT_ALLOWED where the job was moved meanwhile.
 */
export async function makeMove(
  session: ClientSession,
  move: Move,
  { job, contract }: JobCase,
  making: MoveMaking,
): Promise<JobCase> {
  const settled = contract && (await settleContract(session, move, contract, making))
  const openQuotes = await moveQuotes(session, move, job)
  const moved = await writeJob(session, move, { job, contract: settled }, making, openQuotes)
  await strikeFor(session, move, { job, contract }, making)
  const before = { job, contract }
  await recordDispute(session, move, { before, now: { job: moved, contract: settled } }, making)
  if (move.to !== job.status) await tell(session, move, { job, contract }, making)
  return { job: moved, contract: move.quotes === 'reopen' ? null : settled }
}

async function writeJob(
  session: ClientSession,
  move: Move,
  { job, contract }: JobCase,
  { at, reason, sets = {} }: MoveMaking,
  openQuotes: number,
): Promise<JobRecord> {
  const next = { ...job, ...timesOf(move, at), ...sets, status: move.to }
  const timer = timerFor(next, move.quotes === 'reopen' ? null : contract, await currentSettings())
  const $set: UpdateQuery<JobRecord>['$set'] = {
    ...timesOf(move, at),
    status: move.to,
    timer,
    openQuotes,
    ...sets,
    updatedAt: at,
    ...(reason !== undefined && { reason }),
    ...(move.quotes === 'reopen' && {
      craftsman: null,
      contract: null,
      jobPrice: 0,
      platformFee: 0,
      hiredAt: null,
    }),
  }
  const moved = await Job.findOneAndUpdate(
    { _id: job._id, status: job.status },
    { $set },
    { session, returnDocument: 'after' },
  ).lean()
  if (!moved) throw fail('MOVE_NOT_ALLOWED')
  return moved
}

/** The times that entering a status sets; a confirmation stays where it is and sets none. */
function timesOf({ to, from }: Move, at: Date): Partial<JobRecord> {
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

async function tell(
  session: ClientSession,
  move: Move,
  { job, contract }: JobCase,
  { by, reason }: MoveMaking,
) {
  const jobId = idOf<'Job'>(job._id)
  await logActivity(session, {
    actor: by,
    action: 'job.status',
    target: { kind: 'Job', id: jobId },
    details: { move: move.name, from: job.status, to: move.to },
  })
  await recordEvent(session, 'job.status.changed', {
    jobId,
    clientId: idOf(job.client),
    craftsmanId: job.craftsman && idOf(job.craftsman),
    contractId: contract && idOf(contract._id),
    from: job.status,
    to: move.to,
    move: move.name,
    actorId: by,
    reason: reason ?? null,
  })
}
