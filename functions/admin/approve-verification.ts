import { adminVerificationRoutes } from '#functions/admin/verifications.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { approveVerification } from '#lib/verification/decide-verification.ts'

export const handler = endpoint(adminVerificationRoutes.approveVerification, ({ params, caller }) =>
  approveVerification(params.verificationId, caller.id),
)
