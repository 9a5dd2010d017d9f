import { adminApprovalRoutes } from '#functions/admin/approvals.routes.ts'
import { reject } from '#lib/administration/approvals.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'

export const handler = endpoint(adminApprovalRoutes.rejectRequest, ({ params, body, caller }) =>
  reject(params.id, body, caller),
)
