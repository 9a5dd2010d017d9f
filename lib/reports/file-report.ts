import type { ClientSession } from 'mongoose'
import type * as z from 'zod'
import { logActivity } from '#lib/activity/log-activity.ts'
import { fail } from '#lib/errors/app-error.ts'
import { recordEvent } from '#lib/events/record-event.ts'
import { Job } from '#lib/model/job.model.ts'
import { Message } from '#lib/model/message.model.ts'
import { Report } from '#lib/model/report.model.ts'
import type { ReportTarget } from '#lib/model/report-targets.ts'
import { User } from '#lib/model/user.model.ts'
import { clock } from '#lib/platform/clock.ts'
import { type Id, idOf } from '#lib/platform/ids.ts'
import { inTransaction, objectId } from '#lib/platform/mongo.ts'
import { canSeeJob } from '#lib/process/job-visibility.ts'
import type { Principal } from '#lib/process/job-with-contract.ts'
import type { newReport } from '#lib/reports/report.schemas.ts'

/**
 * Report a user, a job or a message to staff.
 * 1. the target exists and the reporter can see it (NOTHING_TO_REPORT)
 * 2. a reporter has one report for each target: a second report of the same target returns the first one
 * 3. the log, and the event that tells staff
 */
export async function fileReport(
  { targetType, targetId, reason }: z.output<typeof newReport>,
  principal: Principal,
) {
  if (!(await canSeeTarget(targetType, targetId, principal))) throw fail('NOTHING_TO_REPORT')
  const identity = { reporter: objectId(principal.id), targetType, target: objectId(targetId) }
  const report = await inTransaction(async (tx) => {
    const before = await Report.findOne(identity).session(tx).lean()
    if (before) return before
    const [filed] = await Report.create([{ ...identity, reason, status: 'Open', createdAt: clock() }], {
      session: tx,
    })
    if (!filed) throw new Error('a report was not stored')
    const target = { kind: 'Report', id: idOf<'Report'>(filed._id) }
    await logActivity(tx, { actor: principal.id, action: 'report.file', target, details: { targetType } })
    await recordEvent(tx, 'report.filed', {
      reportId: target.id,
      reporterId: principal.id,
      targetType,
      targetId,
      jobId: await jobOf(tx, targetType, targetId),
    })
    return filed.toObject()
  })
  return {
    id: idOf<'Report'>(report._id),
    targetType,
    targetId: idOf<string>(report.target),
    reason: report.reason,
    status: report.status,
    createdAt: report.createdAt.toISOString(),
  }
}

/** The job that is reported, or that a reported message belongs to; null for a user. */
async function jobOf(tx: ClientSession, type: ReportTarget, targetId: Id<string>): Promise<Id<'Job'> | null> {
  if (type === 'user') return null
  if (type === 'job') return targetId as Id<'Job'>
  const message = await Message.findById(targetId, { job: 1 }).session(tx).lean()
  return message && idOf<'Job'>(message.job)
}

async function canSeeTarget(
  type: ReportTarget,
  targetId: Id<string>,
  principal: Principal,
): Promise<boolean> {
  const _id = objectId(targetId)
  const user = objectId(principal.id)
  switch (type) {
    case 'user':
      return targetId !== principal.id && (await User.exists({ _id, deletedAt: null })) !== null
    case 'message':
      return (await Message.exists({ _id, $or: [{ client: user }, { craftsman: user }] })) !== null
    case 'job': {
      const job = await Job.findById(_id, { client: 1, craftsman: 1, status: 1 }).lean()
      return job !== null && (await canSeeJob(job, principal))
    }
  }
}
