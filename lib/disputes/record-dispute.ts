import { Types, type ClientSession } from 'mongoose'
import { LIVING_DISPUTES, type Verdict } from '#lib/disputes/dispute-status.ts'
import { Dispute, type Resolution } from '#lib/disputes/dispute.model.ts'
import { recordEvent } from '#lib/events/outbox.ts'
import { fail } from '#lib/errors/app-error.ts'
import type { JobCase } from '#lib/jobs/job-case.ts'
import type { MoveMaking } from '#lib/jobs/make-move.ts'
import type { Move } from '#lib/jobs/process.ts'
import { heldFor, splitOf } from '#lib/jobs/settlement.ts'
import { HOUR, after } from '#lib/platform/clock.ts'
import { idOf } from '#lib/platform/ids.ts'
import { objectId, trusted } from '#lib/platform/mongo.ts'
import { currentSettings } from '#lib/settings/settings.ts'

/**
 * Keeps the record of a job's dispute in step with its moves, in the move's own transaction: a move to Disputed
 * opens one, a move out of it ends it. `before` is how all stood ahead of the move, `now` after it.
 */
export async function recordDispute(
  session: ClientSession,
  move: Move,
  { before, now }: { readonly before: JobCase; readonly now: JobCase },
  making: MoveMaking,
): Promise<void> {
  if (before.job.status === 'Disputed') await end(session, move, before, making)
  if (move.to === 'Disputed') await open(session, move, { before, now }, making)
}

async function open(
  session: ClientSession,
  move: Move,
  { before, now }: { readonly before: JobCase; readonly now: JobCase },
  { by, at, reason = move.summary.en, description = reason }: MoveMaking,
): Promise<void> {
  const { job, contract } = before
  if (!contract || !now.contract) return
  const { disputeHours } = await currentSettings()
  const _id = new Types.ObjectId()
  const dispute = {
    _id,
    job: job._id,
    contract: contract._id,
    client: contract.client,
    craftsman: contract.craftsman,
    openedBy: by && objectId(by),
    reason,
    description,
    status: 'Open' as const,
    held: heldFor(now.contract),
    before: {
      status: job.status,
      contractStatus: contract.status,
      timer: job.timer,
      confirmBy: contract.confirmBy ?? null,
    },
    dueBy: after(at, disputeHours * HOUR),
    createdAt: at,
    updatedAt: at,
  }
  await Dispute.create([dispute], { session })
  await recordEvent(session, 'dispute.opened', { ...idsOf(before), disputeId: idOf(_id), openedById: by })
}

/** Only staff and the opener move a job out of a dispute; what staff said is its resolution. */
async function end(
  session: ClientSession,
  move: Move,
  jobCase: JobCase,
  { by, at, reason = '', decision }: MoveMaking,
): Promise<void> {
  if (!by) return
  const fee = splitOf(move, jobCase.contract, decision)?.platform ?? 0
  const verdict: Verdict = move.money === 'decided' && move.to === 'Completed' ? 'Completed' : 'Cancelled'
  const resolution: Resolution = {
    decision: move.money === 'decided' ? verdict : 'Withdrawn',
    clientAmount: decision?.client ?? 0,
    craftsmanAmount: decision?.craftsman ?? 0,
    fee,
    waiveFee: decision?.waiveFee ?? false,
    note: reason,
    by: objectId(by),
    at,
  }
  const dispute = await Dispute.findOneAndUpdate(
    { job: jobCase.job._id, status: trusted({ $in: [...LIVING_DISPUTES] }) },
    { $set: { status: 'Resolved', resolution, updatedAt: at } },
    { session },
  ).lean()
  if (!dispute) throw fail('DISPUTE_NOT_OPEN')
  await recordEvent(session, 'dispute.resolved', {
    ...idsOf(jobCase),
    disputeId: idOf(dispute._id),
    decision: resolution.decision,
    clientAmount: resolution.clientAmount,
    craftsmanAmount: resolution.craftsmanAmount,
  })
}

const idsOf = ({ job, contract }: JobCase) => ({
  jobId: idOf<'Job'>(job._id),
  clientId: idOf<'User'>(job.client),
  craftsmanId: job.craftsman && idOf<'User'>(job.craftsman),
  contractId: contract && idOf<'Contract'>(contract._id),
})
