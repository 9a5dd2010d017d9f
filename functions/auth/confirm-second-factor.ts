import { authRoutes } from '#functions/auth/auth.routes.ts'
import { confirmSecondFactor } from '#lib/auth/second-factor.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'

export const handler = endpoint(authRoutes.confirmSecondFactor, ({ body, caller }) =>
  confirmSecondFactor(caller, body),
)
