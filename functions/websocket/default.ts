import { socketRoutes } from '#functions/websocket/websocket.routes.ts'
import { frameHandler } from '#lib/lambda/socket/frame-handler.ts'
import { markThreadRead } from '#lib/messages/mark-thread-read.ts'
import { sendMessage } from '#lib/messages/send-message.ts'
import { resume } from '#lib/realtime/resume.ts'
import { sendTyping } from '#lib/realtime/send-typing.ts'

export const handler = frameHandler(socketRoutes.default, {
  ping: () => ({}),
  sendMessage: ({ jobId, to, text, clientMessageId }, sender) =>
    sendMessage(jobId, { text, with: to, clientMessageId }, sender, sender.locale ?? 'ar'),
  markRead: ({ jobId, to }, sender) => markThreadRead(jobId, sender, to),
  typing: (frame, sender) => sendTyping(frame, sender),
  resume: ({ after }, { connectionId, id }) => resume({ connectionId, userId: id, after }),
})
