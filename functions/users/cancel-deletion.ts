import { privacyRoutes } from '#functions/users/privacy.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { cancelDeletion } from '#lib/privacy/cancel-deletion.ts'

export const handler = endpoint(privacyRoutes.cancelDeletion, ({ caller }) => cancelDeletion(caller.id))
