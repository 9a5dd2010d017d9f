import { adminStrikeRoutes } from '#functions/admin/strikes.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { listStrikes } from '#lib/strikes/list-strikes.ts'

export const handler = endpoint(adminStrikeRoutes.listStrikes, ({ query }) => listStrikes(query))
