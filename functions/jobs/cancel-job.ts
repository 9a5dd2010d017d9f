import { jobRoutes } from '#functions/jobs/jobs.routes.ts'
import { updateJobStatus } from '#lib/jobs/update-job-status.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'

export const handler = endpoint(jobRoutes.cancelJob, ({ params, caller }) =>
  updateJobStatus(params.jobId, { status: 'Cancelled' }, caller),
)
