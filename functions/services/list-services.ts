import { serviceRoutes } from '#functions/services/services.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { listServices } from '#lib/services/list-services.ts'

export const handler = endpoint(serviceRoutes.listServices, listServices)
