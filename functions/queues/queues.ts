import { defineQueues } from '#lib/http/define-queue.ts'
import {
  emailMessage,
  eventMessage,
  pushMessage,
  realtimeMessage,
} from '#lib/notifications/queue-messages.ts'

/** Five tries, a minute apart or more: what fails for longer needs a person. */
const PATIENCE = { timeoutSeconds: 20, visibilitySeconds: 120, maxReceives: 5 } as const

export const queues = defineQueues({
  notifications: {
    consumer: 'fanOutNotification',
    message: eventMessage,
    uses: ['mongo', 'queues', 'bus'],
    ...PATIENCE,
    batchSize: 10,
    windowSeconds: 0,
    sideBySide: 5,
    summary: 'Tells everybody whom an event concerns, and puts it on the bus',
  },
  realtime: {
    consumer: 'deliverRealtime',
    message: realtimeMessage,
    uses: ['mongo', 'sockets'],
    ...PATIENCE,
    timeoutSeconds: 10,
    visibilitySeconds: 60,
    batchSize: 10,
    windowSeconds: 0,
    sideBySide: 10,
    summary: 'Sends a frame to the open sockets of its user',
  },
  push: {
    consumer: 'deliverPush',
    message: pushMessage,
    uses: ['mongo', 'push'],
    ...PATIENCE,
    batchSize: 10,
    windowSeconds: 0,
    sideBySide: 10,
    summary: 'Pushes a notification to the devices of its user',
  },
  email: {
    consumer: 'deliverEmail',
    message: emailMessage,
    uses: ['mongo', 'tokens', 'site', 'email'],
    ...PATIENCE,
    batchSize: 5,
    windowSeconds: 1,
    sideBySide: 5,
    summary: 'E-mails a notification to its user',
  },
})
