import type { EventData, EventType } from '#lib/events/catalogue.ts'
import type { RealtimeMessage } from '#lib/events/channel-messages.ts'
import type { EventMessage } from '#lib/events/event-message.ts'
import { sendMessages } from '#lib/events/send-messages.ts'
import { Notification, type NotificationRecord } from '#lib/model/notification.model.ts'
import type { Channel } from '#lib/model/notification-types.ts'
import { Preferences } from '#lib/model/preferences.model.ts'
import { wantsChannel } from '#lib/notifications/channel-preferences.ts'
import { liveFrames } from '#lib/notifications/live-frames.ts'
import { toNotificationView } from '#lib/notifications/notification.view.ts'
import type { NotificationRule } from '#lib/notifications/notification-rule.ts'
import { NOTIFICATION_RULES } from '#lib/notifications/notification-rules.ts'
import { quietUntil } from '#lib/notifications/quiet-hours.ts'
import { type Recipient, recipientOf } from '#lib/notifications/recipient.ts'
import { STAFF_ALARM } from '#lib/notifications/staff-alarm.ts'
import { raisesAlarm, staffRuleOf } from '#lib/notifications/staff-notification-rules.ts'
import { storeNotification } from '#lib/notifications/store-notification.ts'
import { type TemplateContext, templateContextFor } from '#lib/notifications/template-context.ts'
import { clock, realTime } from '#lib/platform/clock.ts'
import { idOf, type UserId } from '#lib/platform/ids.ts'
import type { Locale } from '#lib/platform/locale.ts'
import { log } from '#lib/platform/logger.ts'
import { objectId } from '#lib/platform/mongo.ts'

/** How many users are notified concurrently (a new job may concern hundreds). */
const CONCURRENCY = 10

/**
 * Notify everybody whom an event concerns, by the table of rules:
 * 1. each user gets one in-app notification for the event, no matter how often this runs
 * 2. a frame for the open sockets, and a push and an e-mail if the user wants them, are put on their queues; quiet
 *    hours delay push and e-mail, except those about status and money
 * 3. live frames about a change of status, a message or a read receipt are sent to the sockets of the users concerned
 * An event that staff must not miss raises an alarm too. If one recipient cannot be told, all others are, and the queue
 * delivers the event again, as after a crash: what is stored stays, and what was not sent is sent.
 */
export async function fanOut(event: EventMessage): Promise<void> {
  if (raisesAlarm(event.type as EventType)) log.warn(STAFF_ALARM, { code: event.type })
  const rules = rulesOf(event.type as EventType)
  const data = event.data as EventData<EventType>
  const frames = await liveFrames(event)
  if (frames.length > 0) await sendMessages('realtime', frames)
  const concerned = rules.filter(({ when }) => when?.(data) ?? true)
  if (concerned.length === 0) return
  const contexts = await templateContextFor(event.data)
  const failures: unknown[] = []
  for (const rule of concerned) {
    const tell = (userId: string) => notifyUser(userId as UserId, rule, event, contexts)
    failures.push(...(await notifyAudience(rule, data, tell)))
  }
  if (failures.length > 0) throw new NotToldError(failures)
}

/** What the people of an event are told, and what staff are. */
const rulesOf = (type: EventType): readonly NotificationRule<EventType>[] =>
  [...(NOTIFICATION_RULES[type] ?? []), ...[staffRuleOf(type) ?? []].flat()] as NotificationRule<EventType>[]

/** Some recipients could not be told. The queue delivers the event again, and those who were told hear nothing twice. */
class NotToldError extends Error {
  constructor(failures: readonly unknown[]) {
    super(`${failures.length} recipients could not be told`, { cause: failures[0] })
  }
}

/** Tells everybody of a rule's audience. Returns why some could not be told: they keep nobody else waiting. */
async function notifyAudience(
  rule: NotificationRule<EventType>,
  data: EventData<EventType>,
  tell: (userId: string) => Promise<void>,
): Promise<readonly unknown[]> {
  const failures: unknown[] = []
  const people = await audienceOf(rule, data).catch((error: unknown) => {
    failures.push(error)
    return []
  })
  for (let from = 0; from < people.length; from += CONCURRENCY) {
    const told = await Promise.allSettled(people.slice(from, from + CONCURRENCY).map(tell))
    failures.push(...told.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : [])))
  }
  return failures
}

async function audienceOf(
  rule: NotificationRule<EventType>,
  data: EventData<EventType>,
): Promise<readonly string[]> {
  const who = await rule.who(data)
  if (who === null) return []
  return typeof who === 'string' ? [who] : who
}

async function notifyUser(
  userId: UserId,
  { type, channels, urgent = false, words }: NotificationRule<EventType>,
  event: EventMessage,
  contexts: Readonly<Record<Locale, TemplateContext>>,
): Promise<void> {
  const [recipient, preferences] = await Promise.all([
    recipientOf(userId),
    Preferences.findById(objectId(userId)).lean(),
  ])
  if (!recipient) return
  const data = event.data as EventData<EventType>
  const stored = await storeNotification({
    userId,
    eventId: event.eventId,
    type,
    words: { ar: words.ar(data, contexts.ar), en: words.en(data, contexts.en) },
    data: linksOf(event.data),
    channels: channels.filter((channel) => wantsChannel(preferences?.channels ?? {}, type, channel)),
    notBefore: urgent ? null : quietUntil(preferences?.quietHours ?? null, clock()),
    at: new Date(event.at),
  })
  if (!stored.queuedAt) await sendToQueues(stored, recipient)
}

/** Puts the messages of a notification on the queues, then records that they are there. */
async function sendToQueues(notification: NotificationRecord, recipient: Recipient): Promise<void> {
  await sendMessages('realtime', [realtimeMessageOf(notification, recipient.locale)])
  if (!notification.notBefore) await sendToChannels(notification)
  await Notification.updateOne({ _id: notification._id }, { $set: { queuedAt: realTime() } })
}

/** Puts the push and the e-mail of a notification on their queues, if its user wants them. */
export async function sendToChannels({ _id, user, channels }: NotificationRecord): Promise<void> {
  const message = { notificationId: idOf<'Notification'>(_id), userId: idOf<'User'>(user) }
  for (const channel of channels satisfies readonly Channel[]) await sendMessages(channel, [message])
}

const realtimeMessageOf = (notification: NotificationRecord, locale: Locale): RealtimeMessage => {
  const data = toNotificationView(notification, locale)
  return {
    userId: idOf<'User'>(notification.user),
    frame: { type: 'notification', id: data.id, at: data.createdAt, data },
  }
}

const LINKS = ['jobId', 'quoteId', 'invitationId', 'contractId', 'paymentId', 'disputeId'] as const

/** The ids for deep links: those of the event's ids that api.md promises. */
const linksOf = (data: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(
    LINKS.flatMap((name) => (typeof data[name] === 'string' ? [[name, data[name]] as const] : [])),
  )
