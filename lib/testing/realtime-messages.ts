import { readMessages } from '#lib/messages/message.view.ts'
import { messageFrameOf } from '#lib/messages/message-frame.ts'
import { sendMessage } from '#lib/messages/send-message.ts'
import { storeNotification } from '#lib/notifications/store-notification.ts'
import { clock } from '#lib/platform/clock.ts'
import { type JobId, type MessageId, newId, type UserId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'
import type { RealtimeMessage } from '#lib/realtime/deliver-realtime.ts'
import { frameOf } from '#lib/realtime/notification-frame.ts'
import type { Somebody } from '#lib/testing/people.ts'
import type { AppSocket } from '#lib/testing/sockets.ts'

/** Stores a notification as fan-out does, and returns the message for the realtime queue. */
export async function aNotification(userId: UserId): Promise<RealtimeMessage> {
  const words = { title: 'A quote', message: 'Somebody offers' }
  const stored = await storeNotification({
    userId,
    eventId: newId<'Event'>(),
    type: 'quote',
    words: { ar: words, en: words },
    data: { jobId: newId<'Job'>() },
    channels: [],
    at: clock(),
  })
  return { userId, number: stored.number, frame: frameOf(stored, 'ar') }
}

/** Several notifications, one after the other. */
export async function someNotifications(userId: UserId, count: number): Promise<RealtimeMessage[]> {
  const messages = []
  for (let i = 0; i < count; i += 1) messages.push(await aNotification(userId))
  return messages
}

/** Stores a message, and returns what the fan-out puts on the realtime queue for one of the two. */
export async function aMessage(jobId: JobId, from: Somebody, to: UserId): Promise<RealtimeMessage> {
  const { id } = await sendMessage(jobId, { text: 'Hello' }, from)
  const [message] = await readMessages([{ $match: { _id: objectId(id as MessageId) } }])
  if (!message) throw new Error('the message was not stored')
  return { userId: to, frame: messageFrameOf(message) }
}

/** Several messages, one after the other. */
export async function someMessages(
  jobId: JobId,
  from: Somebody,
  to: UserId,
  count: number,
): Promise<RealtimeMessage[]> {
  const messages = []
  for (let i = 0; i < count; i += 1) messages.push(await aMessage(jobId, from, to))
  return messages
}

/** The ids of the notifications that came over a socket. */
export const notificationsAt = ({ frames }: Pick<AppSocket, 'frames'>): readonly string[] =>
  frames.filter(({ type }) => type === 'notification').map(({ id }) => id)

/** The numbers of the messages that came over a socket. */
export const messageNumbersAt = ({ frames }: Pick<AppSocket, 'frames'>): readonly unknown[] =>
  frames.filter(({ type }) => type === 'message').map(({ data }) => data.number)
