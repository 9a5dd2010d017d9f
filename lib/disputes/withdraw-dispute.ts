import type { ClientSession } from 'mongoose'
import { logActivity } from '#lib/activity/log-activity.ts'
import { toDisputeView } from '#lib/disputes/dispute.view.ts'
import { readDispute } from '#lib/disputes/read-disputes.ts'
import { fail } from '#lib/errors/app-error.ts'
import type { DisputeRecord } from '#lib/model/dispute.model.ts'
import type { JobRecord, JobTimer } from '#lib/model/job.model.ts'
import { collectDebt } from '#lib/money/collect-debt.ts'
import { addMs, clock } from '#lib/platform/clock.ts'
import { type DisputeId, idOf } from '#lib/platform/ids.ts'
import { withDeadlinesApplied } from '#lib/process/apply-deadlines.ts'
import { applyTransition } from '#lib/process/apply-transition.ts'
import { isTakenBack } from '#lib/process/dispute-while-held.ts'
import { actorIn, type JobWithContract, type Principal } from '#lib/process/job-with-contract.ts'
import { openDispute } from '#lib/process/open-dispute.ts'
import { findUnresolvedDispute, resumingTransition } from '#lib/process/unresolved-dispute.ts'

/**
 * Withdraw a dispute.
 * 1. only by the person who opened it (DISPUTE_NOT_YOURS; DISPUTE_NOT_FOUND for strangers), while it is not decided
 *    (DISPUTE_NOT_OPEN)
 * 2. one transaction: the job and its contract return to their status before the dispute; each deadline has the time
 *    that was left when the dispute began; frozen earnings go on clearing, and pay what is owed. If the payment was taken
 *    back at its gateway meanwhile, the platform's own dispute begins at once
 * If a dispute is withdrawn twice at once, one request wins.
 */
export async function withdrawDispute(disputeId: DisputeId, principal: Principal) {
  const { job } = await readDispute(disputeId)
  const jobId = idOf<'Job'>(job._id)
  await withDeadlinesApplied(jobId, async (tx, jobWithContract) => {
    if (!actorIn(jobWithContract.job, principal)) throw fail('DISPUTE_NOT_FOUND')
    const dispute = await findUnresolvedDispute(jobId, tx)
    // money has moved by the decision that an appeal is against: there is no state before it to return to
    if (idOf<'Dispute'>(dispute._id) !== disputeId || dispute.status === 'Appealed') {
      throw fail('DISPUTE_NOT_OPEN')
    }
    if (!dispute.openedBy || idOf<'User'>(dispute.openedBy) !== principal.id) throw fail('DISPUTE_NOT_YOURS')
    const at = clock()
    const reason = 'Withdrawn by its opener'
    await applyTransition(tx, resumingTransition(dispute), jobWithContract, {
      by: principal.id,
      at,
      reason,
      ...stateBefore(dispute, jobWithContract, at),
    })
    const owner = idOf<'User'>(dispute.craftsman)
    await collectDebt(tx, { userId: owner, cause: `withdrawn:${disputeId}`, at })
    await keepTakenBackFrozen(tx, dispute, at)
    const target = { kind: 'Dispute', id: disputeId }
    await logActivity(tx, { actor: principal.id, action: 'dispute.withdraw', target })
  })
  return toDisputeView(await readDispute(disputeId))
}

async function keepTakenBackFrozen(
  tx: ClientSession,
  { job, contract }: DisputeRecord,
  at: Date,
): Promise<void> {
  if (!(await isTakenBack(tx, contract))) return
  const reason = 'The payment was taken back at its gateway'
  await openDispute(tx, { jobId: idOf(job), reason, at })
}

/** The state of the job and the contract before the dispute, with each deadline later by the length of the dispute. */
function stateBefore({ before, createdAt }: DisputeRecord, { job }: JobWithContract, at: Date) {
  const duration = at.getTime() - createdAt.getTime()
  const later = (moment: Date | null | undefined) => (moment ? addMs(moment, duration) : null)
  const timer: JobTimer | null = before.timer && {
    name: before.timer.name,
    at: addMs(before.timer.at, duration),
    remindAt: later(before.timer.remindAt),
  }
  const { hiredAt = null, onTheWayAt = null, completedAt = null } = job
  const sets: Partial<JobRecord> = { timer, hiredAt, onTheWayAt, completedAt, reason: null }
  return {
    sets,
    resumes: { status: before.contractStatus, confirmBy: later(before.confirmBy), disputeLasted: duration },
  }
}
