import { Job } from '#lib/model/job.model.ts'
import { clock } from '#lib/platform/clock.ts'
import { trusted } from '#lib/platform/mongo.ts'
import { type Run, UNLIMITED } from '#lib/platform/run.ts'
import { type HandedOut, handOut, pagesOf } from '#lib/work/hand-out.ts'
import { workQueue } from '#lib/work/work-queues.ts'

/** Hands out every job with a deadline that has passed, the oldest deadline first. The worker is `applyDeadlines`. */
export function applyDueTimers(run: Run = UNLIMITED): Promise<HandedOut> {
  const due = Job.find({ 'timer.at': trusted({ $lte: clock() }) }, { _id: 1 }).sort({ 'timer.at': 1 })
  return handOut(workQueue, 'applyDeadline', pagesOf(due.lean()), run)
}
