import { emailMessage, pushMessage, realtimeMessage } from '#lib/events/channel-messages.ts'
import { eventMessage } from '#lib/events/event-message.ts'
import { defineQueues } from '#lib/lambda/queue/define-queue.ts'
import { databaseWork, erasureWork, gatewayOrder, gatewayQuery } from '#lib/work/work-messages.ts'

/**
 * Twelve tries, each wait twice as long as the one before, up to an hour: six hours and more in all (waitSecondsAfter).
 * A message that fails for longer needs a person.
 */
const RETRY_POLICY = { timeoutSeconds: 20, visibilitySeconds: 120, maxReceives: 12 } as const

/** Each message may wait 20 s for a gateway that is silent: those of a call wait side by side. */
const AT_A_GATEWAY = {
  timeoutSeconds: 90,
  visibilitySeconds: 540,
  batchSize: 5,
  windowSeconds: 0,
  concurrency: 5,
  maxCalls: 10,
  alarmAt: { seconds: 1_800, messages: 20_000 },
} as const

export const queues = defineQueues({
  notifications: {
    consumer: 'fanOutNotification',
    message: eventMessage,
    uses: ['mongo', 'queues', 'work', 'bus'],
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
  work: {
    consumer: 'doWork',
    message: databaseWork,
    uses: ['mongo', 'events', 'queues', 'work', 'images'],
    ...RETRY_POLICY,
    timeoutSeconds: 60,
    visibilitySeconds: 360,
    batchSize: 10,
    windowSeconds: 0,
    concurrency: 5,
    maxCalls: 10,
    alarmAt: { seconds: 1_800, messages: 20_000 },
    summary: 'Does what schedules hand out: deadlines, steps of disputes, reminders, reviews, audiences',
  },
  'gateway-orders': {
    consumer: 'sendOrder',
    message: gatewayOrder,
    uses: ['mongo', 'events', 'stripe', 'fawry', 'payouts', 'email', 'sockets', 'gatewayWork'],
    ...RETRY_POLICY,
    ...AT_A_GATEWAY,
    summary: 'Sends payouts and refunds to their gateways, and does what is left of bans',
  },
  'gateway-queries': {
    consumer: 'askGateway',
    message: gatewayQuery,
    uses: ['mongo', 'events', 'stripe', 'fawry', 'payouts', 'gatewayWork'],
    ...RETRY_POLICY,
    ...AT_A_GATEWAY,
    summary: 'Asks a gateway what became of a payment, a refund or a payout',
  },
  erasures: {
    consumer: 'eraseAccount',
    message: erasureWork,
    uses: ['mongo', 'events', 'images', 'email', 'sockets', 'erasureNotes', 'erasureWork'],
    ...RETRY_POLICY,
    timeoutSeconds: 90,
    visibilitySeconds: 540,
    batchSize: 1,
    windowSeconds: 0,
    concurrency: 1,
    maxCalls: 5,
    alarmAt: { seconds: 7_200, messages: 5_000 },
    summary: 'Erases the personal data of an account, and documents that were kept for long enough',
  },
})
