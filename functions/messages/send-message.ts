import { messageRoutes } from '#functions/messages/messages.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { nameOfKey } from '#lib/messages/name-of-key.ts'
import { sendMessage } from '#lib/messages/send-message.ts'

export const handler = endpoint(messageRoutes.sendMessage, ({ params, body, caller, request }) => {
  const clientMessageId = body.clientMessageId ?? nameOfKey(request.headers['idempotency-key'])
  const locale = request.requestedLocale ?? caller.locale ?? 'ar'
  return sendMessage(params.jobId, { ...body, clientMessageId }, caller, locale)
})
