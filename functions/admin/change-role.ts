import { adminUserRoutes } from '#functions/admin/users.routes.ts'
import { changeRole } from '#lib/administration/change-role.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'

export const handler = endpoint(adminUserRoutes.changeRole, ({ params, body, caller }) =>
  changeRole(params.userId, body.role, caller),
)
