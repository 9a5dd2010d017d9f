import { Types } from 'mongoose'
import type * as z from 'zod'
import { logActivity } from '#lib/activity/log-activity.ts'
import { fail } from '#lib/errors/app-error.ts'
import { recordEvent } from '#lib/events/record-event.ts'
import { Report } from '#lib/model/report.model.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf } from '#lib/platform/ids.ts'
import { inTransaction, objectId } from '#lib/platform/mongo.ts'
import type { Principal } from '#lib/process/job-with-contract.ts'
import { findTarget } from '#lib/reports/find-target.ts'
import type { newReport } from '#lib/reports/report.schemas.ts'

/**
 * Report a user, a job, a message or a review to staff.
 * 1. the target exists and the reporter can see it (NOTHING_TO_REPORT); it is not themselves, nor something of theirs
 *    (OWN_REPORT)
 * 2. a reporter has one open report for each target: a second report of the same target returns the first one. Reports
 *    of several users of the same target are resolved together; the first one leads
 * 3. the log, and the event that tells staff
 */
export async function fileReport(
  { targetType, targetId, reason }: z.output<typeof newReport>,
  principal: Principal,
) {
  const found = await findTarget(targetType, targetId, principal)
  if (!found) throw fail('NOTHING_TO_REPORT')
  if (found.against.equals(principal.id)) throw fail('OWN_REPORT')
  const target = { targetType, target: objectId(targetId) }
  const report = await inTransaction(async (tx) => {
    const own = { ...target, reporter: objectId(principal.id), status: 'Open' as const }
    const before = await Report.findOne(own).session(tx).lean()
    if (before) return before
    // it is written, so that whoever resolves it at the same time sees this report too
    const lead = await Report.findOneAndUpdate(
      { ...target, status: 'Open', isLead: true },
      { $inc: { reportCount: 1 } },
      { session: tx },
    ).lean()
    const _id = new Types.ObjectId()
    const { against, job } = found
    const filed = { ...own, _id, against, job, reason, createdAt: clock() }
    const leading = { lead: lead?._id ?? _id, isLead: lead === null, reportCount: 1 }
    await Report.create([{ ...filed, ...leading }], { session: tx })
    const reportId = idOf<'Report'>(_id)
    const entry = { target: { kind: 'Report', id: reportId }, details: { targetType } }
    await logActivity(tx, { actor: principal.id, action: 'report.file', ...entry })
    const jobId = job && idOf<'Job'>(job)
    await recordEvent(tx, 'report.filed', {
      reportId,
      reporterId: principal.id,
      targetType,
      targetId,
      jobId,
    })
    return filed
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
