import { authRoutes } from '#functions/auth/auth.routes.ts'
import { resetPassword } from '#lib/auth/reset-password.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'

export const handler = endpoint(authRoutes.resetPassword, ({ body }) => resetPassword(body))
