import { adminVerificationRoutes } from '#functions/admin/verifications.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { rejectVerification } from '#lib/verification/decide-verification.ts'

export const handler = endpoint(adminVerificationRoutes.rejectVerification, ({ params, body, caller }) =>
  rejectVerification(params.verificationId, body.reason, caller.id),
)
