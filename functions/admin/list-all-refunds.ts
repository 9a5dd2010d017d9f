import { adminMoneyRoutes } from '#functions/admin/money.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { listAllRefunds } from '#lib/payments/list-all-refunds.ts'

export const handler = endpoint(adminMoneyRoutes.listAllRefunds, ({ query }) => listAllRefunds(query))
