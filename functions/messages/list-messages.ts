import { messageRoutes } from '#functions/messages/messages.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { listMessages } from '#lib/messages/list-messages.ts'

export const handler = endpoint(messageRoutes.listMessages, ({ params, query, caller }) =>
  listMessages(params.jobId, query, caller),
)
