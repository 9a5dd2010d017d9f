import { authRoutes } from '#functions/auth/auth.routes.ts'
import { socialLogin } from '#lib/auth/social-login.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'

export const handler = endpoint(authRoutes.socialLogin, ({ body, request }) =>
  socialLogin(body, { address: request.ip }),
)
