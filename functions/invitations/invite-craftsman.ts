import { invitationRoutes } from '#functions/invitations/invitations.routes.ts'
import { inviteCraftsman } from '#lib/invitations/invite-craftsman.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'

export const handler = endpoint(invitationRoutes.inviteCraftsman, ({ params, body, caller }) =>
  inviteCraftsman({ ...params, ...body, client: caller }),
)
