import type { EventData, EventType } from '#lib/events/catalogue.ts'
import { sendMessages } from '#lib/gateways/queues/send-messages.ts'
import type { Hearing } from '#lib/notifications/hearing.ts'
import { HEARINGS } from '#lib/notifications/hearings.ts'
import { liveFrames } from '#lib/notifications/live-frames.ts'
import type { Channel } from '#lib/notifications/notification-types.ts'
import { Notification, type NotificationRecord } from '#lib/notifications/notification.model.ts'
import { showNotification } from '#lib/notifications/notification.view.ts'
import { Preferences } from '#lib/notifications/preferences.model.ts'
import type { EventMessage, RealtimeMessage } from '#lib/notifications/queue-messages.ts'
import { quietUntil } from '#lib/notifications/quiet-hours.ts'
import { readerOf, type Reader } from '#lib/notifications/reader.ts'
import { storeNotification } from '#lib/notifications/store-notification.ts'
import { storyOf, type Story } from '#lib/notifications/story.ts'
import { wants } from '#lib/notifications/wishes.ts'
import { clock, realTime } from '#lib/platform/clock.ts'
import { idOf, type UserId } from '#lib/platform/ids.ts'
import type { Locale } from '#lib/platform/locale.ts'
import { objectId } from '#lib/platform/mongo.ts'

/** How many people are told side by side (a new job may concern hundreds). */
const SIDE_BY_SIDE = 10

/**
 * Tell everybody whom an event concerns, by the table of hearings:
 * 1. each gets his in-app notification, once for the event, however often this runs
 * 2. a frame for his open sockets, a push and an e-mail where he wants them go to their queues; quiet hours hold
 *    push and e-mail back, but for status and money
 * 3. live frames of a change of status, a message or a receipt go to the sockets of those concerned
 * A crash in between lets the queue deliver the event again: what is stored stays, what was not sent is sent.
 */
export async function fanOut(event: EventMessage): Promise<void> {
  const hearings = (HEARINGS[event.type] ?? []) as readonly Hearing<EventType>[]
  const data = event.data as EventData<EventType>
  const frames = await liveFrames(event)
  if (frames.length > 0) await sendMessages('realtime', frames)
  const concerned = hearings.filter(({ when }) => when?.(data) ?? true)
  if (concerned.length === 0) return
  const story = await storyOf(event.data)
  for (const hearing of concerned) {
    const people = await audienceOf(hearing, data)
    for (let from = 0; from < people.length; from += SIDE_BY_SIDE) {
      const some = people.slice(from, from + SIDE_BY_SIDE)
      await Promise.all(some.map((userId) => tell(userId as UserId, hearing, event, story)))
    }
  }
}

async function audienceOf(
  hearing: Hearing<EventType>,
  data: EventData<EventType>,
): Promise<readonly string[]> {
  const who = await hearing.who(data)
  if (who === null) return []
  return typeof who === 'string' ? [who] : who
}

async function tell(
  userId: UserId,
  { type, channels, urgent = false, words }: Hearing<EventType>,
  event: EventMessage,
  story: Readonly<Record<Locale, Story>>,
): Promise<void> {
  const [reader, preferences] = await Promise.all([
    readerOf(userId),
    Preferences.findById(objectId(userId)).lean(),
  ])
  if (!reader) return
  const data = event.data as EventData<EventType>
  const stored = await storeNotification({
    userId,
    eventId: event.eventId,
    type,
    words: { ar: words.ar(data, story.ar), en: words.en(data, story.en) },
    data: linksOf(event.data),
    channels: channels.filter((channel) => wants(preferences?.wishes ?? {}, type, channel)),
    notBefore: urgent ? null : quietUntil(preferences?.quietHours ?? null, clock()),
    at: new Date(event.at),
  })
  if (!stored.queuedAt) await send(stored, reader)
}

/** Puts its messages on the queues, then notes that they are there. */
async function send(notification: NotificationRecord, reader: Reader): Promise<void> {
  await sendMessages('realtime', [frameOf(notification, reader.locale)])
  if (!notification.notBefore) await sendToChannels(notification)
  await Notification.updateOne({ _id: notification._id }, { $set: { queuedAt: realTime() } })
}

/** The push and the e-mail of a notification, where its user wants them. */
export async function sendToChannels({ _id, user, channels }: NotificationRecord): Promise<void> {
  const message = { notificationId: idOf<'Notification'>(_id), userId: idOf<'User'>(user) }
  for (const channel of channels satisfies readonly Channel[]) await sendMessages(channel, [message])
}

const frameOf = (notification: NotificationRecord, locale: Locale): RealtimeMessage => {
  const data = showNotification(notification, locale)
  return {
    userId: idOf<'User'>(notification.user),
    frame: { type: 'notification', id: data.id, at: data.createdAt, data },
  }
}

const LINKS = ['jobId', 'quoteId', 'invitationId', 'contractId', 'paymentId', 'disputeId'] as const

/** What an app opens: the ids that the event has, of those that api.md promises. */
const linksOf = (data: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(
    LINKS.flatMap((name) => (typeof data[name] === 'string' ? [[name, data[name]] as const] : [])),
  )
