import { emailMessage, pushMessage, realtimeMessage } from '#lib/events/channel-messages.ts'
import { eventMessage } from '#lib/events/event-message.ts'
import { defineQueues } from '#lib/lambda/queue/define-queue.ts'

/**
 * Twelve tries, each wait twice as long as the one before, up to an hour: six hours and more in all (waitSecondsAfter).
 * A message that fails for longer needs a person.
 */
const RETRY_POLICY = { timeoutSeconds: 20, visibilitySeconds: 120, maxReceives: 12 } as const

export const queues = defineQueues({
  notifications: {
    consumer: 'fanOutNotification',
    message: eventMessage,
    uses: ['mongo', 'queues', 'bus'],
    ...RETRY_POLICY,
    batchSize: 10,
    windowSeconds: 0,
    concurrency: 5,
    maxCalls: 20,
    summary: 'Notifies everybody whom an event concerns, and puts it on the bus',
  },
  realtime: {
    consumer: 'deliverRealtime',
    message: realtimeMessage,
    uses: ['mongo', 'sockets'],
    ...RETRY_POLICY,
    timeoutSeconds: 10,
    visibilitySeconds: 60,
    batchSize: 10,
    windowSeconds: 0,
    concurrency: 10,
    maxCalls: 20,
    summary: 'Sends a frame to the open sockets of a user',
  },
  push: {
    consumer: 'deliverPush',
    message: pushMessage,
    uses: ['mongo', 'push'],
    ...RETRY_POLICY,
    batchSize: 10,
    windowSeconds: 0,
    concurrency: 10,
    maxCalls: 10,
    summary: 'Sends a notification as a push to the devices of its user',
  },
  email: {
    consumer: 'deliverEmail',
    message: emailMessage,
    uses: ['mongo', 'tokens', 'site', 'email'],
    ...RETRY_POLICY,
    batchSize: 5,
    windowSeconds: 1,
    concurrency: 5,
    maxCalls: 5,
    summary: 'Sends a notification as an e-mail to its user',
  },
})
