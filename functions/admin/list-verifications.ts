import { adminVerificationRoutes } from '#functions/admin/verifications.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { listVerifications } from '#lib/verification/list-verifications.ts'

export const handler = endpoint(adminVerificationRoutes.listVerifications, ({ query }) =>
  listVerifications(query),
)
