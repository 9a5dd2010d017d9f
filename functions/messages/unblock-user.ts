import { messageRoutes } from '#functions/messages/messages.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { unblockUser } from '#lib/messages/block-user.ts'

export const handler = endpoint(messageRoutes.unblockUser, ({ params, caller }) =>
  unblockUser(caller.id, params.userId),
)
