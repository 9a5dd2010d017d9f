import { queues } from '#functions/queues/queues.ts'
import { queueHandler } from '#lib/lambda/queue/queue-handler.ts'
import { deliverEmail } from '#lib/notifications/deliver-email.ts'

export const handler = queueHandler(queues.email, deliverEmail)
