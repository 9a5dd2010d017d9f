import { messageRoutes } from '#functions/messages/messages.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { deleteMessage } from '#lib/messages/delete-message.ts'

export const handler = endpoint(messageRoutes.deleteMessage, ({ params, caller }) =>
  deleteMessage(params.jobId, params.messageId, caller.id),
)
