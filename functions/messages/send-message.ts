import { messageRoutes } from '#functions/messages/messages.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { sendMessage } from '#lib/messages/send-message.ts'

export const handler = endpoint(messageRoutes.sendMessage, ({ params, body, caller, request }) =>
  sendMessage(params.jobId, body, caller, request.requestedLocale ?? caller.locale ?? 'ar'),
)
