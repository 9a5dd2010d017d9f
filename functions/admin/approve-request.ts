import { adminApprovalRoutes } from '#functions/admin/approvals.routes.ts'
import { approve } from '#lib/administration/approve.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'

export const handler = endpoint(adminApprovalRoutes.approveRequest, ({ params, caller }) =>
  approve(params.id, caller),
)
