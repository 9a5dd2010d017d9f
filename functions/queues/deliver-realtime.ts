import { queues } from '#functions/queues/queues.ts'
import { consumed } from '#lib/http/consumed.ts'
import { deliverRealtime } from '#lib/realtime/deliver-realtime.ts'

export const handler = consumed(queues.realtime, deliverRealtime)
