import { verificationRoutes } from '#functions/users/verification.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { getOwnVerification } from '#lib/verification/get-own-verification.ts'

export const handler = endpoint(verificationRoutes.getOwnVerification, ({ caller }) =>
  getOwnVerification(caller.id),
)
