import { queues } from '#functions/queues/queues.ts'
import { consumed } from '#lib/http/consumed.ts'
import { deliverEmail } from '#lib/notifications/deliver-email.ts'

export const handler = consumed(queues.email, deliverEmail)
