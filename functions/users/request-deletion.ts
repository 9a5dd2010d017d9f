import { privacyRoutes } from '#functions/users/privacy.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { requestDeletion } from '#lib/privacy/request-deletion.ts'

export const handler = endpoint(privacyRoutes.requestDeletion, ({ caller, body }) =>
  requestDeletion(caller.id, body),
)
