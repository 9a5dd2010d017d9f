import { invitationRoutes } from '#functions/invitations/invitations.routes.ts'
import { listOwnInvitations } from '#lib/invitations/list-invitations.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'

export const handler = endpoint(invitationRoutes.listOwnInvitations, ({ query, caller }) =>
  listOwnInvitations(query, caller),
)
