import { docsRoutes } from '#functions/docs/docs.routes.ts'
import { viewerStyle } from '#lib/docs/viewer.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'

export const handler = endpoint(docsRoutes.docsStyle, viewerStyle)
