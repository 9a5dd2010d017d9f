import { adminUserRoutes } from '#functions/admin/users.routes.ts'
import { setTags } from '#lib/administration/set-tags.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'

export const handler = endpoint(adminUserRoutes.setTags, ({ params, body, caller }) =>
  setTags(params.userId, body, caller),
)
