import { adminUserRoutes } from '#functions/admin/users.routes.ts'
import { getManagedUser } from '#lib/administration/get-managed-user.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'

export const handler = endpoint(adminUserRoutes.getManagedUser, ({ params, caller }) =>
  getManagedUser(params.userId, caller),
)
