import { Job } from '#lib/model/job.model.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf } from '#lib/platform/ids.ts'
import { log } from '#lib/platform/logger.ts'
import { trusted } from '#lib/platform/mongo.ts'
import { applyDeadlines } from '#lib/process/apply-deadlines.ts'

/** Applies every deadline that has passed. If one job fails, the error is logged, and the others go on. */
export async function applyDueTimers(): Promise<{ applied: number; failed: number }> {
  const tally = { applied: 0, failed: 0 }
  for await (const { _id } of Job.find({ 'timer.at': trusted({ $lte: clock() }) }, { _id: 1 })
    .sort({ 'timer.at': 1 })
    .lean()
    .cursor()) {
    const jobId = idOf<'Job'>(_id)
    try {
      if (await applyDeadlines(jobId)) tally.applied += 1
    } catch (error) {
      tally.failed += 1
      log.error('a deadline could not be applied', { jobId, error })
    }
  }
  return tally
}
