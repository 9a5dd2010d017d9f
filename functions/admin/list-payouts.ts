import { adminPayoutRoutes } from '#functions/admin/payouts.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { listPayouts } from '#lib/payouts/list-payouts.ts'

export const handler = endpoint(adminPayoutRoutes.listPayouts, ({ query }) => listPayouts(query))
