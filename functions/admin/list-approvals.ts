import { adminApprovalRoutes } from '#functions/admin/approvals.routes.ts'
import { listApprovals } from '#lib/administration/approvals.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'

export const handler = endpoint(adminApprovalRoutes.listApprovals, ({ query }) => listApprovals(query))
