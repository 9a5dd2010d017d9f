import { queues } from '#functions/queues/queues.ts'
import { queueHandler } from '#lib/lambda/queue/queue-handler.ts'
import { sendOrder } from '#lib/lambda/work/send-order.ts'

export const handler = queueHandler(queues['gateway-orders'], sendOrder)
