import { defineSocketRoutes } from '#lib/http/define-socket-routes.ts'
import {
  markReadFrame,
  messageFrame,
  pingFrame,
  resumeFrame,
  typingFrame,
} from '#lib/realtime/realtime.schemas.ts'

export const socketRoutes = defineSocketRoutes({
  connect: {
    key: '$connect',
    uses: ['mongo', 'tokens', 'realtime', 'sockets'],
    summary: 'Open a socket with a ticket or a token',
  },
  disconnect: {
    key: '$disconnect',
    uses: ['mongo', 'sockets'],
    summary: 'Forget a socket that was closed',
  },
  default: {
    key: '$default',
    uses: ['mongo', 'sockets', 'images', 'events'],
    summary: 'Take a frame from an app',
    actions: {
      ping: { frame: pingFrame, answers: 'pong', summary: 'Keep the socket open' },
      sendMessage: { frame: messageFrame, answers: 'ack', summary: 'Write to the other party of a job' },
      markRead: { frame: markReadFrame, answers: 'ack', summary: 'Mark a thread as read' },
      typing: { frame: typingFrame, answers: 'ack', summary: 'Show the other party that one is writing' },
      resume: {
        frame: resumeFrame,
        answers: 'resumed',
        summary: 'Have the notifications replayed that came after one',
      },
    },
  },
})
