import { serviceRoutes } from '#functions/services/services.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { deleteService } from '#lib/services/delete-service.ts'

export const handler = endpoint(serviceRoutes.deleteService, ({ params, caller }) =>
  deleteService(params.id, caller.id),
)
