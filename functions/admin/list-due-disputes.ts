import { adminDisputeRoutes } from '#functions/admin/disputes.routes.ts'
import { listDueDisputes } from '#lib/disputes/list-disputes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'

export const handler = endpoint(adminDisputeRoutes.listDueDisputes, ({ query }) => listDueDisputes(query))
