import { userRoutes } from '#functions/users/users.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { getMe } from '#lib/users/get-me.ts'

export const handler = endpoint(userRoutes.getMe, ({ caller }) => getMe(caller.id))
