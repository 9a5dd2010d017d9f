import { messageRoutes } from '#functions/messages/messages.routes.ts'
import { endpoint } from '#lib/lambda/http/endpoint.ts'
import { markThreadRead } from '#lib/messages/mark-thread-read.ts'

export const handler = endpoint(messageRoutes.markThreadRead, ({ params, body, caller }) =>
  markThreadRead(params.jobId, caller, body.with),
)
