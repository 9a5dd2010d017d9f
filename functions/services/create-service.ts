import { serviceRoutes } from '#functions/services/services.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { createService } from '#lib/services/create-service.ts'

export const handler = endpoint(serviceRoutes.createService, ({ body, caller }) =>
  createService(body, caller.id),
)
