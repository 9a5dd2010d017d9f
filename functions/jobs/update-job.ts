import { jobRoutes } from '#functions/jobs/jobs.routes.ts'
import { updateJob } from '#lib/jobs/update-job.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'

export const handler = endpoint(jobRoutes.updateJob, ({ params, body, caller }) =>
  updateJob(params.jobId, body, caller),
)
