import type { EventData } from '#lib/events/catalogue.ts'
import { readMessages, showMessage } from '#lib/messages/message.view.ts'
import type { EventMessage, RealtimeMessage } from '#lib/notifications/queue-messages.ts'
import type { Id } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'

/**
 * The frames that follow an event live, whatever people are notified of: a change of status to both parties, a
 * message to both of its thread (the writer may have other devices), a receipt to whoever wrote.
 */
export async function liveFrames(event: EventMessage): Promise<readonly RealtimeMessage[]> {
  switch (event.type) {
    case 'job.status.changed':
      return statusFrames(event, event.data as EventData<'job.status.changed'>)
    case 'message.sent':
      return messageFrames(event, event.data as EventData<'message.sent'>)
    case 'message.read':
      return readFrames(event, event.data as EventData<'message.read'>)
    default:
      return []
  }
}

function statusFrames(
  { eventId, at }: EventMessage,
  told: EventData<'job.status.changed'>,
): RealtimeMessage[] {
  const { clientId, craftsmanId, jobId, from, to } = told
  const frame = { type: 'job.status' as const, id: eventId, at, data: { jobId, from, status: to } }
  return [clientId, craftsmanId].flatMap((userId) => (userId === null ? [] : [{ userId, frame }]))
}

async function messageFrames(
  { at }: EventMessage,
  { messageId, fromId, toId }: EventData<'message.sent'>,
): Promise<RealtimeMessage[]> {
  const [message] = await readMessages([{ $match: { _id: objectId(messageId as Id<'Message'>) } }])
  if (!message) return []
  const frame = { type: 'message' as const, id: messageId, at, data: { ...showMessage(message) } }
  return [toId, fromId].map((userId) => ({ userId, frame }))
}

function readFrames({ eventId, at }: EventMessage, read: EventData<'message.read'>): RealtimeMessage[] {
  const { jobId, readerId, writerId } = read
  return [
    { userId: writerId, frame: { type: 'read', id: eventId, at, data: { jobId, by: readerId, readAt: at } } },
  ]
}
