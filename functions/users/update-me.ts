import { userRoutes } from '#functions/users/users.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { updateMe } from '#lib/users/update-me.ts'

export const handler = endpoint(userRoutes.updateMe, ({ body, caller, files }) =>
  updateMe(caller, body, files.profileImage?.content),
)
