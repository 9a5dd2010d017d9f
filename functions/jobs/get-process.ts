import { jobRoutes } from '#functions/jobs/jobs.routes.ts'
import { showProcess } from '#lib/jobs/process.view.ts'
import { endpoint } from '#lib/http/endpoint.ts'

export const handler = endpoint(jobRoutes.getProcess, showProcess)
