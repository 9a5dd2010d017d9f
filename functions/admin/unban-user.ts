import { adminUserRoutes } from '#functions/admin/users.routes.ts'
import { unbanUser } from '#lib/administration/ban-user.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'

export const handler = endpoint(adminUserRoutes.unbanUser, ({ params, body, caller }) =>
  unbanUser({ ...params, ...body }, caller),
)
