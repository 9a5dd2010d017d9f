import type { EmailMessage, RealtimeMessage } from '#lib/events/channel-messages.ts'
import { sendMessages } from '#lib/events/send-messages.ts'
import { Notification, type NotificationRecord } from '#lib/model/notification.model.ts'
import { type Channel, CHANNELS } from '#lib/model/notification-types.ts'
import { toNotificationView } from '#lib/notifications/notification.view.ts'
import { realTime } from '#lib/platform/clock.ts'
import { idOf } from '#lib/platform/ids.ts'
import type { Locale } from '#lib/platform/locale.ts'

/** A stored notification, and the language in which its user reads it. */
export interface StoredNotification {
  readonly notification: NotificationRecord
  readonly locale: Locale
}

const QUEUES = ['realtime', ...CHANNELS] as const

/** If this mark is lost with its node, messages are queued twice, and those who send them see that it was done. */
const PRIMARY_ONLY = { writeConcern: { w: 1 } } as const

/**
 * Puts the messages of the notifications of one event on their queues, with the live frames of that event.
 * 1. each queue is tried, frames first, whatever became of the others: a frame that no queue accepts keeps back no push
 *    and no e-mail
 * 2. what a queue has is recorded. If all have theirs, the notification counts as queued
 * 3. if a queue failed, this throws; when it runs again, only that queue is tried, with the live frames
 */
export async function queueMessages(
  stored: readonly StoredNotification[],
  liveFrames: () => Promise<readonly RealtimeMessage[]>,
): Promise<void> {
  const waiting = stored.filter(({ notification }) => !notification.queuedAt)
  const messagesFor = {
    realtime: async () => [...(await liveFrames()), ...framesOf(waiting)],
    push: () => messagesOf(waiting, 'push'),
    email: () => messagesOf(waiting, 'email'),
  }
  const send = async (queue: (typeof QUEUES)[number]) => {
    const messages = await messagesFor[queue]()
    if (messages.length > 0) await sendMessages(queue, messages)
  }
  const outcomes = await Promise.allSettled([send('realtime')]) // an app waits for a frame, nobody for the others
  outcomes.push(...(await Promise.allSettled(CHANNELS.map(send))))
  const accepted = QUEUES.filter((_, place) => outcomes[place]?.status === 'fulfilled')
  const isDone = accepted.length === QUEUES.length
  const ids = waiting.map(({ notification }) => notification._id)
  if (ids.length > 0) {
    await Notification.collection.updateMany(
      { _id: { $in: ids } },
      isDone ? { $set: { queuedAt: realTime() } } : { $addToSet: { queuedOn: { $each: accepted } } },
      PRIMARY_ONLY,
    )
  }
  const failure = outcomes.find((outcome) => outcome.status === 'rejected')
  if (failure) throw failure.reason
}

/** Puts notifications on the queue of a channel, those whose users want them there. */
export async function sendToChannel(
  channel: Channel,
  notifications: readonly NotificationRecord[],
): Promise<void> {
  const wanted = notifications.filter(({ channels }) => channels.includes(channel))
  if (wanted.length > 0) await sendMessages(channel, wanted.map(messageOf))
}

const framesOf = (waiting: readonly StoredNotification[]): RealtimeMessage[] =>
  waiting
    .filter(({ notification }) => !notification.queuedOn?.includes('realtime'))
    .map(({ notification, locale }) => {
      const data = toNotificationView(notification, locale)
      return {
        userId: idOf<'User'>(notification.user),
        number: notification.number,
        frame: { type: 'notification', id: data.id, at: data.createdAt, data },
      }
    })

/** The messages of one channel. Quiet hours send theirs later. */
const messagesOf = (waiting: readonly StoredNotification[], channel: Channel): EmailMessage[] =>
  waiting
    .map(({ notification }) => notification)
    .filter(({ channels, notBefore }) => !notBefore && channels.includes(channel))
    .filter(({ queuedOn = [] }) => !queuedOn.includes(channel))
    .map(messageOf)

const messageOf = ({ _id, user }: NotificationRecord): EmailMessage => ({
  notificationId: idOf<'Notification'>(_id),
  userId: idOf<'User'>(user),
})
