import * as z from 'zod'
import { defineSocketRoutes } from '#lib/lambda/socket/define-socket-routes.ts'
import { sentMessageView, threadRead } from '#lib/messages/message.schemas.ts'
import {
  markReadFrame,
  messageFrame,
  pingFrame,
  resumeFrame,
  typingFrame,
} from '#lib/realtime/realtime.schemas.ts'
import { resumedView, SERVER_FRAMES } from '#lib/realtime/server-frames.schemas.ts'

export const socketRoutes = defineSocketRoutes({
  connect: {
    key: '$connect',
    uses: ['mongo', 'tokens', 'realtime', 'sockets'],
    summary: 'Open a socket with a ticket or a token',
  },
  disconnect: {
    key: '$disconnect',
    uses: ['mongo', 'sockets'],
    summary: 'Delete the connection of a closed socket',
  },
  default: {
    key: '$default',
    uses: ['mongo', 'sockets', 'images', 'keys', 'events'],
    summary: 'Handle a frame from an app',
    actions: {
      ping: {
        frame: pingFrame,
        answers: 'pong',
        data: SERVER_FRAMES.pong.data,
        summary: 'Keep the socket open',
      },
      sendMessage: {
        frame: messageFrame,
        answers: 'ack',
        data: sentMessageView,
        summary: 'Send a message to the other party of a job',
      },
      markRead: { frame: markReadFrame, answers: 'ack', data: threadRead, summary: 'Mark a thread as read' },
      typing: {
        frame: typingFrame,
        answers: 'ack',
        data: z.strictObject({}),
        summary: 'Show the other party that you are typing',
      },
      resume: {
        frame: resumeFrame,
        answers: 'resumed',
        data: resumedView,
        summary: 'Replay the notifications after a given one',
      },
    },
  },
})
