import { authRoutes } from '#functions/auth/auth.routes.ts'
import { logout } from '#lib/auth/logout.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'

export const handler = endpoint(authRoutes.logout, ({ caller }) => logout(caller.session))
