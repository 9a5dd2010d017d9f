import { adminUserRoutes } from '#functions/admin/users.routes.ts'
import { listUsers } from '#lib/administration/list-users.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'

export const handler = endpoint(adminUserRoutes.listUsers, ({ query }) => listUsers(query))
