import { authRoutes } from '#functions/auth/auth.routes.ts'
import { register } from '#lib/auth/register.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'

export const handler = endpoint(authRoutes.register, ({ body, request }) =>
  register(body, { address: request.ip }),
)
