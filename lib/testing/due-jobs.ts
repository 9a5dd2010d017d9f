import { Types } from 'mongoose'
import { Job } from '#lib/model/job.model.ts'
import { addMs, clock, MINUTE } from '#lib/platform/clock.ts'
import { aJob } from '#lib/testing/jobs.ts'

/** Posted jobs that were to lapse some minutes ago, inserted at once. Returns their ids. */
export async function dueJobs(count: number): Promise<readonly string[]> {
  const { jobId } = await aJob()
  const posted = await Job.findById(jobId).lean().orFail()
  const jobs = Array.from({ length: count }, (_, n) => ({
    ...posted,
    _id: new Types.ObjectId(),
    timer: { name: 'openJob' as const, at: addMs(clock(), -MINUTE - n), remindAt: null },
  }))
  await Job.insertMany(jobs)
  return jobs.map(({ _id }) => _id.toHexString())
}
