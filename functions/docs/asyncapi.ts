import { docsRoutes } from '#functions/docs/docs.routes.ts'
import { asyncapiDocument } from '#lib/docs/socket-page.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'

export const handler = endpoint(docsRoutes.asyncapi, () => ({ ...asyncapiDocument() }))
