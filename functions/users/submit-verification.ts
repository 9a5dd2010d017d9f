import { verificationRoutes } from '#functions/users/verification.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { submitVerification } from '#lib/verification/submit-verification.ts'

export const handler = endpoint(verificationRoutes.submitVerification, ({ body, caller }) =>
  submitVerification(body, caller.id),
)
