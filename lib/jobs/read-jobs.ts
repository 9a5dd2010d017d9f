import type { PipelineStage } from 'mongoose'
import { withPeople } from '#lib/embedded/person.ts'
import { fail } from '#lib/errors/app-error.ts'
import type { JobWithPeople } from '#lib/jobs/job.view.ts'
import type { Order } from '#lib/lists/order.ts'
import { along } from '#lib/lists/read-page.ts'
import { Job } from '#lib/model/job.model.ts'
import type { JobId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'

/** Reads jobs with their people in one round trip; `stages` select, sort and limit them, along an index if one is named. */
export const readJobs = (stages: readonly PipelineStage[], index?: Order): Promise<JobWithPeople[]> =>
  Job.aggregate<JobWithPeople>([...stages, { $unset: 'words' }, ...withPeople('client', 'craftsman')])
    .option(along(index))
    .exec()

/** Reads one job with its people. Throws JOB_NOT_FOUND. */
export async function readJob(jobId: JobId): Promise<JobWithPeople> {
  const [job] = await readJobs([{ $match: { _id: objectId(jobId) } }])
  if (!job) throw fail('JOB_NOT_FOUND')
  return job
}
