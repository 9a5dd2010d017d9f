import { authRoutes } from '#functions/auth/auth.routes.ts'
import { login } from '#lib/auth/login.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'

export const handler = endpoint(authRoutes.login, ({ body, request }) => login(body, { address: request.ip }))
