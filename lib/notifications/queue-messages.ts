import type { EmailMessage, RealtimeMessage } from '#lib/events/channel-messages.ts'
import { sendMessages } from '#lib/events/send-messages.ts'
import { Notification, type NotificationRecord } from '#lib/model/notification.model.ts'
import { type Channel, CHANNELS } from '#lib/model/notification-types.ts'
import { toNotificationView } from '#lib/notifications/notification.view.ts'
import { idOf } from '#lib/platform/ids.ts'
import type { Locale } from '#lib/platform/locale.ts'
import { PRIMARY_ONLY } from '#lib/platform/write-concerns.ts'

/** A stored notification, and what its messages need to know of its user. */
export interface StoredNotification {
  readonly notification: NotificationRecord
  /** The language in which the user reads. */
  readonly locale: Locale
  /** Without a device there is nothing to push to: no message, and no function that finds nobody. */
  readonly hasDevice: boolean
}

const QUEUES = ['realtime', ...CHANNELS] as const

/**
 * Puts the messages of the notifications of one event on their queues, with the live frames of that event.
 * 1. each queue is tried, frames first, whatever became of the others: a frame that no queue accepts keeps back no push
 *    and no e-mail
 * 2. if a queue failed, or if the event comes again for other reasons, what each queue has is recorded: when this runs
 *    again, only the others are tried, with the live frames
 * 3. if a queue failed, this throws. `publish`, which goes beside pushes and e-mails, is not called if it is known by then
 *    that the event comes again
 * Nothing is recorded of what went well, which is a write less for each event. A broker that delivers an event twice
 * has its messages queued twice, and whoever sends them sees that it was done: by the number of a frame, and by the
 * notification's `pushedAt` and `emailedAt`.
 */
export async function queueMessages(
  stored: readonly StoredNotification[],
  liveFrames: () => Promise<readonly RealtimeMessage[]>,
  { comesAgain = false, publish }: Circumstances = {},
): Promise<void> {
  const messagesFor = {
    realtime: async () => [...(await liveFrames()), ...framesOf(stored)],
    push: () => messagesOf(stored, 'push'),
    email: () => messagesOf(stored, 'email'),
  }
  const send = async (queue: (typeof QUEUES)[number]) => {
    const messages = await messagesFor[queue]()
    if (messages.length > 0) await sendMessages(queue, messages)
  }
  const [frames] = await Promise.allSettled([send('realtime')]) // an app waits for a frame, nobody for the others
  const mayPublish = frames.status === 'fulfilled' && !comesAgain
  const others = await Promise.allSettled([...CHANNELS.map(send), mayPublish && publish?.()])
  const outcomes = [frames, ...others]
  const failure = outcomes.find((outcome) => outcome.status === 'rejected')
  if (failure || comesAgain) {
    await recordQueued(
      stored,
      QUEUES.filter((_, place) => outcomes[place]?.status === 'fulfilled'),
    )
  }
  if (failure) throw failure.reason
}

interface Circumstances {
  /** The event comes again anyway, because somebody could not be told. */
  readonly comesAgain?: boolean
  readonly publish?: (() => Promise<void>) | undefined
}

/** If this mark is lost with its node, messages are queued twice, which harms nothing. */
async function recordQueued(
  stored: readonly StoredNotification[],
  accepted: readonly (typeof QUEUES)[number][],
): Promise<void> {
  const ids = stored.map(({ notification }) => notification._id)
  if (ids.length === 0) return
  const queuedOn = { $each: accepted }
  await Notification.collection.updateMany({ _id: { $in: ids } }, { $addToSet: { queuedOn } }, PRIMARY_ONLY)
}

/** Puts notifications on the queue of a channel, those whose users want them there. */
export async function sendToChannel(
  channel: Channel,
  notifications: readonly NotificationRecord[],
): Promise<void> {
  const wanted = notifications.filter(({ channels }) => channels.includes(channel))
  if (wanted.length > 0) await sendMessages(channel, wanted.map(messageOf))
}

const framesOf = (stored: readonly StoredNotification[]): RealtimeMessage[] =>
  stored
    .filter(({ notification }) => !notification.queuedOn?.includes('realtime'))
    .map(({ notification, locale }) => {
      const data = toNotificationView(notification, locale)
      return {
        userId: idOf<'User'>(notification.user),
        number: notification.number,
        frame: { type: 'notification', id: data.id, at: data.createdAt, data },
      }
    })

/** The messages of one channel that were not sent yet. Quiet hours send theirs later; without a device there is no push. */
const messagesOf = (stored: readonly StoredNotification[], channel: Channel): EmailMessage[] =>
  stored
    .filter(({ hasDevice }) => hasDevice || channel !== 'push')
    .map(({ notification }) => notification)
    .filter(({ channels, notBefore }) => !notBefore && channels.includes(channel))
    .filter(({ queuedOn = [], pushedAt, emailedAt }) => {
      const sentAt = { push: pushedAt, email: emailedAt }[channel]
      return !sentAt && !queuedOn.includes(channel)
    })
    .map(messageOf)

const messageOf = ({ _id, user }: NotificationRecord): EmailMessage => ({
  notificationId: idOf<'Notification'>(_id),
  userId: idOf<'User'>(user),
})
