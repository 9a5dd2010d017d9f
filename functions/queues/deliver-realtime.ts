import { queues } from '#functions/queues/queues.ts'
import { queueHandler } from '#lib/lambda/queue/queue-handler.ts'
import { deliverRealtime } from '#lib/realtime/deliver-realtime.ts'

export const handler = queueHandler(queues.realtime, deliverRealtime)
