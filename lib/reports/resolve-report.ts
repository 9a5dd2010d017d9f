import type { ClientSession } from 'mongoose'
import type * as z from 'zod'
import { logActivity } from '#lib/activity/log-activity.ts'
import { encryptDetails } from '#lib/activity/personal-details.ts'
import { applyBanNow, recordBan } from '#lib/administration/ban-user.ts'
import { fail } from '#lib/errors/app-error.ts'
import { recordEvent } from '#lib/events/record-event.ts'
import { isOpen } from '#lib/model/job-status.ts'
import { Report, type ReportRecord } from '#lib/model/report.model.ts'
import { User } from '#lib/model/user.model.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf, type ReportId, type UserId } from '#lib/platform/ids.ts'
import { inTransaction, objectId } from '#lib/platform/mongo.ts'
import { withDeadlinesApplied } from '#lib/process/apply-deadlines.ts'
import { applyTransition } from '#lib/process/apply-transition.ts'
import type { JobWithContract, Principal } from '#lib/process/job-with-contract.ts'
import { openDispute } from '#lib/process/open-dispute.ts'
import { transitionNamed } from '#lib/process/transitions.ts'
import { findLead, readCase } from '#lib/reports/read-reports.ts'
import { removeTarget } from '#lib/reports/remove-target.ts'
import type { reportResolution } from '#lib/reports/report.schemas.ts'
import { toReportCaseView } from '#lib/reports/report.view.ts'

type Decision = z.output<typeof reportResolution>

/**
 * Resolve a report, and with it every open report of the same target.
 * 1. the report exists (REPORT_NOT_FOUND), is open (REPORT_RESOLVED) and is not about who resolves it (REPORT_ABOUT_YOU)
 * 2. `warned`: whoever answers for the target is told the note
 *    `removed`: a review is hidden, a message deleted, a profile loses its pictures and its text. A job is cancelled with
 *    a full refund before the craftsman sets out; from then on until its confirmation it is Disputed, and staff decide
 *    `banned`: the same, but a job is cancelled only while nobody is hired; and the account is banned with the note as its
 *    reason (a moderator bans no staff: STAFF_ACCOUNT)
 * 3. one transaction: all this, the resolution, the activity log, and the event that tells everybody who reported it
 * 4. what a ban does beyond the account itself (apply-ban-work.ts)
 * If two members of staff resolve it at once, one wins and nothing of the other's decision happens.
 */
export async function resolveReport(reportId: ReportId, decision: Decision, staff: Principal) {
  const lead = await findLead(reportId)
  if (lead.against && idOf<'User'>(lead.against) === staff.id) throw fail('REPORT_ABOUT_YOU')
  const against = lead.against && idOf<'User'>(lead.against)
  const details = against && decision.outcome === 'banned' ? await reasonFor(against, decision.note) : null
  const banned = await inItsTransaction(lead, (tx, job) => {
    return decide(tx, { lead, job, decision, staff, details })
  })
  if (banned) await applyBanNow(banned)
  return toReportCaseView(await readCase(lead._id))
}

/** A job's deadlines that have passed come before what staff do to it. */
const inItsTransaction = <T>(
  { targetType, target }: ReportRecord,
  work: (tx: ClientSession, job: JobWithContract | null) => Promise<T>,
): Promise<T> =>
  targetType === 'job'
    ? withDeadlinesApplied(idOf<'Job'>(target), work)
    : inTransaction((tx) => work(tx, null))

const reasonFor = (userId: UserId, reason: string) => encryptDetails(userId, { reason })

interface Resolving {
  readonly lead: ReportRecord
  readonly job: JobWithContract | null
  readonly decision: Decision
  readonly staff: Principal
  /** The reason of a ban, encrypted for the activity log. */
  readonly details: Awaited<ReturnType<typeof reasonFor>> | null
}

async function decide(tx: ClientSession, resolving: Resolving): Promise<UserId | null> {
  const { lead, decision, staff } = resolving
  const { outcome, note } = decision
  const resolution = { outcome, note, by: objectId(staff.id), at: clock() }
  const resolved = { $set: { status: 'Resolved' as const, resolution } }
  const { modifiedCount } = await Report.updateOne({ _id: lead._id, status: 'Open' }, resolved, {
    session: tx,
  })
  if (modifiedCount === 0) throw fail('REPORT_RESOLVED')
  await Report.updateMany({ lead: lead._id, status: 'Open' }, resolved, { session: tx })
  const banned = await applyOutcome(tx, resolving)
  const [reportId, jobId] = [idOf<'Report'>(lead._id), lead.job && idOf<'Job'>(lead.job)]
  const { targetType } = lead
  const targetId = idOf<string>(lead.target)
  await logActivity(tx, {
    actor: staff.id,
    action: 'report.resolve',
    target: { kind: 'Report', id: reportId },
    details: { outcome, targetType, targetId },
  })
  await recordEvent(tx, 'report.resolved', { reportId, outcome, targetType, targetId, jobId })
  return banned
}

async function applyOutcome(
  tx: ClientSession,
  { lead, job, decision, staff, details }: Resolving,
): Promise<UserId | null> {
  const { outcome, note: reason } = decision
  const userId = lead.against && idOf<'User'>(lead.against)
  if (outcome === 'dismissed') return null
  if (outcome === 'warned') {
    if (userId) await warn(tx, lead, { userId, reason, staff: staff.id })
    return null
  }
  await removeTarget(tx, { report: lead, reason, staff: staff.id })
  if (job) await removeJob(tx, job, { reason, staff: staff.id, onlyOpen: outcome === 'banned' })
  if (outcome !== 'banned' || !userId || !details) return null
  const isStanding = { _id: userId, deletedAt: null, isBanned: false }
  if (!(await User.exists(isStanding).session(tx))) return null
  await recordBan(tx, { userId, reason, details }, staff)
  return userId
}

interface Warning {
  readonly userId: UserId
  readonly reason: string
  readonly staff: UserId
}

async function warn(
  tx: ClientSession,
  { targetType }: ReportRecord,
  { userId, reason, staff }: Warning,
): Promise<void> {
  const target = { kind: 'User', id: userId }
  await logActivity(tx, { actor: staff, action: 'user.warn', target, details: { targetType } })
  await recordEvent(tx, 'user.warned', { userId, targetType, reason })
}

/** The process decides what becomes of the money. A job that is over, or in dispute, stays as it is. */
async function removeJob(
  tx: ClientSession,
  jobWithContract: JobWithContract,
  { reason, staff, onlyOpen }: { reason: string; staff: UserId; onlyOpen: boolean },
): Promise<void> {
  const { job, contract } = jobWithContract
  const at = clock()
  if (isOpen(job.status)) {
    await applyTransition(tx, transitionNamed('cancelPosting'), jobWithContract, { by: staff, at, reason })
  } else if (!onlyOpen && job.status === 'Hired') {
    await applyTransition(tx, transitionNamed('cancelHire'), jobWithContract, { by: staff, at, reason })
  } else if (!onlyOpen && contract?.status === 'Active') {
    await openDispute(tx, { jobId: idOf(job._id), reason, at })
  }
}
