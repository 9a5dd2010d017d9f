import { recordEvent } from '#lib/events/record-event.ts'
import { Job } from '#lib/model/job.model.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf, type JobId } from '#lib/platform/ids.ts'
import { inTransaction, trusted } from '#lib/platform/mongo.ts'
import { type Run, UNLIMITED } from '#lib/platform/run.ts'
import { type HandedOut, handOut, pagesOf } from '#lib/work/hand-out.ts'
import { workQueue } from '#lib/work/work-queues.ts'

/** The time for the reminder has come, and the deadline has not. */
const isDue = () => ({
  'timer.remindAt': trusted({ $lte: clock() }),
  'timer.at': trusted({ $gt: clock() }),
})

/** Hands out the jobs whose deadline is near and of which nobody was reminded yet. */
export function remindOfTimers(run: Run = UNLIMITED): Promise<HandedOut> {
  const due = Job.find(isDue(), { _id: 1 })
  return handOut(workQueue, 'remindOfTimer', pagesOf(due.sort({ 'timer.remindAt': 1 }).lean()), run)
}

/** Records an event, once for each deadline, when it is near, so that both parties are told before it is applied. */
export const remindOfTimer = (jobId: JobId): Promise<boolean> =>
  inTransaction(async (tx) => {
    const job = await Job.findOneAndUpdate(
      { _id: jobId, ...isDue() },
      { $set: { 'timer.remindAt': null } },
      { session: tx },
    ).lean()
    if (!job?.timer) return false
    await recordEvent(tx, 'job.timer.nears', {
      jobId,
      clientId: idOf(job.client),
      craftsmanId: job.craftsman && idOf(job.craftsman),
      timer: job.timer.name,
      at: job.timer.at.toISOString(),
    })
    return true
  })
