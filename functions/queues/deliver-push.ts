import { queues } from '#functions/queues/queues.ts'
import { queueHandler } from '#lib/lambda/queue/queue-handler.ts'
import { deliverPush } from '#lib/notifications/deliver-push.ts'

export const handler = queueHandler(queues.push, deliverPush)
