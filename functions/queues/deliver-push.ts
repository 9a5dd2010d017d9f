import { queues } from '#functions/queues/queues.ts'
import { consumed } from '#lib/http/consumed.ts'
import { deliverPush } from '#lib/notifications/deliver-push.ts'

export const handler = consumed(queues.push, deliverPush)
