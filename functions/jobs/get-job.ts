import { jobRoutes } from '#functions/jobs/jobs.routes.ts'
import { getJob } from '#lib/jobs/get-job.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'

export const handler = endpoint(jobRoutes.getJob, ({ params, caller }) => getJob(params.jobId, caller))
