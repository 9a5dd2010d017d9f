import { authRoutes } from '#functions/auth/auth.routes.ts'
import { verifyPhone } from '#lib/auth/verify-phone.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'

export const handler = endpoint(authRoutes.verifyPhone, ({ body, caller }) =>
  verifyPhone({ ...body, me: caller.id }),
)
