import { jobRoutes } from '#functions/jobs/jobs.routes.ts'
import { toProcessView } from '#lib/jobs/process.view.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { currentSettings } from '#lib/settings/settings.ts'

export const handler = endpoint(jobRoutes.getProcess, async () => toProcessView(await currentSettings()))
