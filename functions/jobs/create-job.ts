import { jobRoutes } from '#functions/jobs/jobs.routes.ts'
import { createJob } from '#lib/jobs/create-job.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'

export const handler = endpoint(jobRoutes.createJob, ({ body, caller }) => createJob(body, caller))
