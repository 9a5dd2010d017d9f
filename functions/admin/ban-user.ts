import { adminUserRoutes } from '#functions/admin/users.routes.ts'
import { banUser } from '#lib/administration/ban-user.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'

export const handler = endpoint(adminUserRoutes.banUser, ({ params, body, caller }) =>
  banUser({ ...params, ...body }, caller),
)
