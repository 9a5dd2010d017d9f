import { adminUserRoutes } from '#functions/admin/users.routes.ts'
import { getHistory } from '#lib/administration/get-history.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'

export const handler = endpoint(adminUserRoutes.getHistory, ({ params, query, caller }) =>
  getHistory(params.userId, query, caller),
)
