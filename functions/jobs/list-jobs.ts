import { jobRoutes } from '#functions/jobs/jobs.routes.ts'
import { listJobs } from '#lib/jobs/list-jobs.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'

export const handler = endpoint(jobRoutes.listJobs, ({ query, caller, request }) =>
  listJobs(query, caller, request.locale),
)
