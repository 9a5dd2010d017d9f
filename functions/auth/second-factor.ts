import { authRoutes } from '#functions/auth/auth.routes.ts'
import { loginWithSecondFactor } from '#lib/auth/login-with-second-factor.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'

export const handler = endpoint(authRoutes.secondFactor, ({ body, request }) =>
  loginWithSecondFactor(body, { address: request.ip }),
)
