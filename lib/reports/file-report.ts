import type * as z from 'zod'
import { logActivity } from '#lib/activity/activity-log.ts'
import { fail } from '#lib/errors/app-error.ts'
import type { Asker } from '#lib/jobs/job-case.ts'
import { Job } from '#lib/jobs/job.model.ts'
import { maySee } from '#lib/jobs/who-may-see.ts'
import { Message } from '#lib/messages/message.model.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf, type Id } from '#lib/platform/ids.ts'
import { inTransaction, objectId } from '#lib/platform/mongo.ts'
import { Report } from '#lib/reports/report.model.ts'
import type { newReport } from '#lib/reports/report.schemas.ts'
import type { Reportable } from '#lib/reports/reportable.ts'
import { User } from '#lib/users/user.model.ts'

/**
 * Report a user, a job or a message to staff.
 * 1. it is there and the reporter may know of it (NOTHING_TO_REPORT)
 * 2. once for each: a second report of the same thing answers the first one
 */
export async function fileReport({ targetType, targetId, reason }: z.output<typeof newReport>, asker: Asker) {
  if (!(await mayKnow(targetType, targetId, asker))) throw fail('NOTHING_TO_REPORT')
  const known = { reporter: objectId(asker.id), targetType, target: objectId(targetId) }
  const report = await inTransaction(async (session) => {
    const before = await Report.findOne(known).session(session).lean()
    if (before) return before
    const [filed] = await Report.create([{ ...known, reason, status: 'Open', createdAt: clock() }], {
      session,
    })
    if (!filed) throw new Error('a report was not stored')
    const target = { kind: 'Report', id: idOf<'Report'>(filed._id) }
    await logActivity(session, { actor: asker.id, action: 'report.file', target, details: { targetType } })
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

async function mayKnow(type: Reportable, targetId: Id<string>, asker: Asker): Promise<boolean> {
  const _id = objectId(targetId)
  const me = objectId(asker.id)
  switch (type) {
    case 'user':
      return targetId !== asker.id && (await User.exists({ _id, deletedAt: null })) !== null
    case 'message':
      return (await Message.exists({ _id, $or: [{ client: me }, { craftsman: me }] })) !== null
    case 'job': {
      const job = await Job.findById(_id, { client: 1, craftsman: 1, status: 1 }).lean()
      return job !== null && (await maySee(job, asker))
    }
  }
}
