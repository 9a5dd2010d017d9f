import { authRoutes } from '#functions/auth/auth.routes.ts'
import { forgotPassword } from '#lib/auth/forgot-password.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'

export const handler = endpoint(authRoutes.forgotPassword, ({ body }) => forgotPassword(body))
