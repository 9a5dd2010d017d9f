import { privacyRoutes } from '#functions/users/privacy.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { getDeletion } from '#lib/privacy/get-deletion.ts'

export const handler = endpoint(privacyRoutes.getDeletion, ({ caller }) => getDeletion(caller.id))
