import { authRoutes } from '#functions/auth/auth.routes.ts'
import { refresh } from '#lib/auth/refresh.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'

export const handler = endpoint(authRoutes.refresh, ({ body }) => refresh(body))
