import { invitationRoutes } from '#functions/invitations/invitations.routes.ts'
import { listJobInvitations } from '#lib/invitations/list-invitations.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'

export const handler = endpoint(invitationRoutes.listJobInvitations, ({ params, query, caller }) =>
  listJobInvitations(params.jobId, query, caller),
)
