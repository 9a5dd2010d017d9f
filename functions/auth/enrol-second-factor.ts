import { authRoutes } from '#functions/auth/auth.routes.ts'
import { enrolSecondFactor } from '#lib/auth/second-factor.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'

export const handler = endpoint(authRoutes.enrolSecondFactor, ({ body, caller }) =>
  enrolSecondFactor(caller, body),
)
