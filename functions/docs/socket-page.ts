import { docsRoutes } from '#functions/docs/docs.routes.ts'
import { socketPage } from '#lib/docs/socket-page.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'

export const handler = endpoint(docsRoutes.socketPage, socketPage)
