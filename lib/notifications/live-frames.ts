import type { EventData } from '#lib/events/catalogue.ts'
import type { RealtimeMessage } from '#lib/events/channel-messages.ts'
import type { EventMessage } from '#lib/events/event-message.ts'
import { readMessages } from '#lib/messages/message.view.ts'
import { messageFrameOf } from '#lib/messages/message-frame.ts'
import type { Id } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'

/**
 * The live frames of an event. They do not depend on the notification rules: a change of status goes to both parties, a
 * message to both users of its thread (the sender may have other devices), and a read receipt to the sender.
 */
export async function liveFrames(event: EventMessage): Promise<readonly RealtimeMessage[]> {
  switch (event.type) {
    case 'job.status.changed':
      return statusFrames(event, event.data as EventData<'job.status.changed'>)
    case 'message.sent':
      return messageFrames(event.data as EventData<'message.sent'>)
    case 'message.read':
      return readFrames(event, event.data as EventData<'message.read'>)
    default:
      return []
  }
}

function statusFrames(
  { eventId, at }: EventMessage,
  change: EventData<'job.status.changed'>,
): RealtimeMessage[] {
  const { clientId, craftsmanId, jobId, from, to } = change
  const frame = { type: 'job.status' as const, id: eventId, at, data: { jobId, from, status: to } }
  return [clientId, craftsmanId].flatMap((userId) => (userId === null ? [] : [{ userId, frame }]))
}

async function messageFrames({
  messageId,
  fromId,
  toId,
}: EventData<'message.sent'>): Promise<RealtimeMessage[]> {
  const [message] = await readMessages([{ $match: { _id: objectId(messageId as Id<'Message'>) } }])
  if (!message) return []
  const frame = messageFrameOf(message)
  return [toId, fromId].map((userId) => ({ userId, frame }))
}

function readFrames({ eventId, at }: EventMessage, read: EventData<'message.read'>): RealtimeMessage[] {
  const { jobId, readerId, writerId } = read
  return [
    { userId: writerId, frame: { type: 'read', id: eventId, at, data: { jobId, by: readerId, readAt: at } } },
  ]
}
