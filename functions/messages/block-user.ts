import { messageRoutes } from '#functions/messages/messages.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { blockUser } from '#lib/messages/block-user.ts'

export const handler = endpoint(messageRoutes.blockUser, ({ params, caller }) =>
  blockUser(caller.id, params.userId),
)
