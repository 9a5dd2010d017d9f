import { logActivity } from '#lib/activity/activity-log.ts'
import type { DisputeRecord } from '#lib/disputes/dispute.model.ts'
import { showDispute } from '#lib/disputes/dispute.view.ts'
import { livingDispute, resumptionOf } from '#lib/disputes/living-dispute.ts'
import { readDispute } from '#lib/disputes/read-disputes.ts'
import { fail } from '#lib/errors/app-error.ts'
import { actorIn, type Asker, type JobCase } from '#lib/jobs/job-case.ts'
import type { JobRecord, JobTimer } from '#lib/jobs/job.model.ts'
import { makeMove } from '#lib/jobs/make-move.ts'
import { inSettledCase } from '#lib/jobs/settle-job.ts'
import { after, clock } from '#lib/platform/clock.ts'
import { idOf, type DisputeId } from '#lib/platform/ids.ts'

/**
 * Withdraw a dispute: its opener alone (DISPUTE_NOT_YOURS; DISPUTE_NOT_FOUND for strangers), while nothing is
 * decided (DISPUTE_NOT_OPEN).
 * One transaction: the job and its contract are where they were, every deadline with the time that was left when
 * the dispute began; earnings that it froze go on clearing. The job cannot be withdrawn from twice at once: one wins.
 */
export async function withdrawDispute(disputeId: DisputeId, asker: Asker) {
  const { job } = await readDispute(disputeId)
  const jobId = idOf<'Job'>(job._id)
  await inSettledCase(jobId, async (session, jobCase) => {
    if (!actorIn(jobCase.job, asker)) throw fail('DISPUTE_NOT_FOUND')
    const dispute = await livingDispute(jobId, session)
    if (idOf<'Dispute'>(dispute._id) !== disputeId) throw fail('DISPUTE_NOT_OPEN')
    if (!dispute.openedBy || idOf<'User'>(dispute.openedBy) !== asker.id) throw fail('DISPUTE_NOT_YOURS')
    const at = clock()
    const reason = 'Withdrawn by its opener'
    await makeMove(session, resumptionOf(dispute), jobCase, {
      by: asker.id,
      at,
      reason,
      ...restored(dispute, jobCase, at),
    })
    const target = { kind: 'Dispute', id: disputeId }
    await logActivity(session, { actor: asker.id, action: 'dispute.withdraw', target })
  })
  return showDispute(await readDispute(disputeId))
}

/** How the job and the contract stood, with every deadline later by as long as the dispute went on. */
function restored({ before, createdAt }: DisputeRecord, { job }: JobCase, at: Date) {
  const lasted = at.getTime() - createdAt.getTime()
  const later = (moment: Date | null | undefined) => (moment ? after(moment, lasted) : null)
  const timer: JobTimer | null = before.timer && {
    name: before.timer.name,
    at: after(before.timer.at, lasted),
    remindAt: later(before.timer.remindAt),
  }
  const { hiredAt = null, onTheWayAt = null, completedAt = null } = job
  const sets: Partial<JobRecord> = { timer, hiredAt, onTheWayAt, completedAt, reason: null }
  return {
    sets,
    resumes: { status: before.contractStatus, confirmBy: later(before.confirmBy), disputeLasted: lasted },
  }
}
