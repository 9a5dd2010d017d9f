import { queues } from '#functions/queues/queues.ts'
import { queueHandler } from '#lib/lambda/queue/queue-handler.ts'
import { askGateway } from '#lib/lambda/work/ask-gateway.ts'

export const handler = queueHandler(queues['gateway-queries'], askGateway)
