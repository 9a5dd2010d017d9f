import { queues } from '#functions/queues/queues.ts'
import { publishEvent } from '#lib/events/publish-event.ts'
import { consumed } from '#lib/http/consumed.ts'
import { fanOut } from '#lib/notifications/fan-out.ts'

export const handler = consumed(queues.notifications, async (event) => {
  await fanOut(event)
  await publishEvent(event)
})
