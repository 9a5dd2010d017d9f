import { adminVerificationRoutes } from '#functions/admin/verifications.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { openDocument } from '#lib/verification/open-document.ts'

export const handler = endpoint(adminVerificationRoutes.openDocument, ({ params, caller }) =>
  openDocument(params, caller.id),
)
