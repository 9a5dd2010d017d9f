import { docsRoutes } from '#functions/docs/docs.routes.ts'
import { viewerPage } from '#lib/docs/viewer.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'

export const handler = endpoint(docsRoutes.docsPage, viewerPage)
