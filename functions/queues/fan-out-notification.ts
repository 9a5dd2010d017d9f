import { queues } from '#functions/queues/queues.ts'
import { publishEvent } from '#lib/events/publish-event.ts'
import { queueHandler } from '#lib/lambda/queue/queue-handler.ts'
import { fanOut } from '#lib/notifications/fan-out.ts'

export const handler = queueHandler(queues.notifications, (event) => fanOut(event, () => publishEvent(event)))
