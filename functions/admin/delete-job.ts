import { adminJobRoutes } from '#functions/admin/jobs.routes.ts'
import { deleteJob } from '#lib/administration/delete-job.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'

export const handler = endpoint(adminJobRoutes.deleteJob, ({ params, body, caller }) =>
  deleteJob(params.jobId, body, caller),
)
