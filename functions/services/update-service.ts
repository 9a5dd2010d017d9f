import { serviceRoutes } from '#functions/services/services.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { updateService } from '#lib/services/update-service.ts'

export const handler = endpoint(serviceRoutes.updateService, ({ params, body, caller }) =>
  updateService(params.id, body, caller.id),
)
