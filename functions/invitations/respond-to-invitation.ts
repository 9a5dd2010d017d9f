import { invitationRoutes } from '#functions/invitations/invitations.routes.ts'
import { respondToInvitation } from '#lib/invitations/respond-to-invitation.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'

export const handler = endpoint(invitationRoutes.respondToInvitation, ({ params, body, caller }) =>
  respondToInvitation(params.jobId, body.response, caller),
)
