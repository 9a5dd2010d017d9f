import { jobRoutes } from '#functions/jobs/jobs.routes.ts'
import { jobActions } from '#lib/jobs/job-actions.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'

export const handler = endpoint(jobRoutes.jobActions, ({ params, caller }) =>
  jobActions(params.jobId, caller),
)
