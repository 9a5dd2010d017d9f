import { defineSocketRoutes } from '#lib/lambda/socket/define-socket-routes.ts'
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
    summary: 'Delete the connection of a closed socket',
  },
  default: {
    key: '$default',
    uses: ['mongo', 'sockets', 'images', 'keys', 'events'],
    summary: 'Handle a frame from an app',
    actions: {
      ping: { frame: pingFrame, answers: 'pong', summary: 'Keep the socket open' },
      sendMessage: {
        frame: messageFrame,
        answers: 'ack',
        summary: 'Send a message to the other party of a job',
      },
      markRead: { frame: markReadFrame, answers: 'ack', summary: 'Mark a thread as read' },
      typing: { frame: typingFrame, answers: 'ack', summary: 'Show the other party that you are typing' },
      resume: {
        frame: resumeFrame,
        answers: 'resumed',
        summary: 'Replay the notifications after a given one',
      },
    },
  },
})
