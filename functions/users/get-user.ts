import { userRoutes } from '#functions/users/users.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { getUser } from '#lib/users/get-user.ts'

export const handler = endpoint(userRoutes.getUser, ({ params }) => getUser(params.userId))
