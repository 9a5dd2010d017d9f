import type { EventData, EventType } from '#lib/events/catalogue.ts'
import type { EventMessage } from '#lib/events/event-message.ts'
import { wantsChannel } from '#lib/notifications/channel-preferences.ts'
import { handOutAudience } from '#lib/notifications/hand-out-audience.ts'
import { liveFrames } from '#lib/notifications/live-frames.ts'
import type { NotificationRule } from '#lib/notifications/notification-rule.ts'
import { NOTIFICATION_RULES } from '#lib/notifications/notification-rules.ts'
import { notifiedUser } from '#lib/notifications/notified-user.ts'
import { queueMessages, type StoredNotification } from '#lib/notifications/queue-messages.ts'
import { quietUntil } from '#lib/notifications/quiet-hours.ts'
import { STAFF_ALARM } from '#lib/notifications/staff-alarm.ts'
import { raisesAlarm, staffRuleOf } from '#lib/notifications/staff-notification-rules.ts'
import { storeNotification } from '#lib/notifications/store-notification.ts'
import { type TemplateContext, templateContextFor } from '#lib/notifications/template-context.ts'
import { clock } from '#lib/platform/clock.ts'
import type { UserId } from '#lib/platform/ids.ts'
import type { Locale } from '#lib/platform/locale.ts'
import { log } from '#lib/platform/logger.ts'

/** How many users are notified concurrently. */
const CONCURRENCY = 10

/**
 * Notify everybody whom an event concerns, by the table of rules:
 * 1. each user gets one in-app notification for the event, no matter how often this runs. All are stored before
 *    anything is sent, so that nothing that cannot be sent keeps one back
 * 2. a frame for the open sockets, and a push and an e-mail if the user wants them, are put on their queues; quiet
 *    hours delay push and e-mail, except those about status and money
 * 3. live frames about a change of status, a message or a read receipt are sent to the sockets of the users concerned
 * 4. once the frames are on their queue, `publish` tells the world outside, beside pushes and e-mails. It is not called
 *    while the event is to come again
 * An event that staff must not miss raises an alarm too. If one recipient cannot be told, all others are. What fails is
 * thrown after all the rest was done: the queue then delivers the event again. What is stored stays, and what was not
 * sent is sent.
 */
export async function fanOut(event: EventMessage, publish?: () => Promise<void>): Promise<void> {
  if (raisesAlarm(event.type as EventType)) log.warn(STAFF_ALARM, { code: event.type })
  const frames = begun(liveFrames(event))
  const outcomes = await storeNotifications(event)
  const stored = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? outcome.value : []))
  const failures = outcomes.flatMap((outcome) =>
    outcome.status === 'rejected' ? [outcome.reason as unknown] : [],
  )
  await queueMessages(stored, () => frames, { comesAgain: failures.length > 0, publish })
  if (failures.length > 0) throw new NotToldError(failures)
}

/** Work that runs beside other work until somebody awaits it. An error is theirs, and no unhandled rejection. */
function begun<T>(work: Promise<T>): Promise<T> {
  work.catch(() => undefined)
  return work
}

type Outcome = PromiseSettledResult<readonly StoredNotification[]>

/** What the people of an event are told, and what staff are. */
export const rulesOf = (type: EventType): readonly NotificationRule<EventType>[] =>
  [...(NOTIFICATION_RULES[type] ?? []), ...[staffRuleOf(type) ?? []].flat()] as NotificationRule<EventType>[]

/** Some recipients could not be told. The queue delivers the event again, and those who were told hear nothing twice. */
class NotToldError extends Error {
  constructor(failures: readonly unknown[]) {
    super(`${failures.length} recipients could not be told`, { cause: failures[0] })
  }
}

async function storeNotifications(event: EventMessage): Promise<readonly Outcome[]> {
  const rules = rulesOf(event.type as EventType)
  const data = event.data as EventData<EventType>
  const concerned = rules.filter(({ when }) => when?.(data) ?? true)
  if (concerned.length === 0) return []
  const contexts = begun(templateContextFor(event.data))
  const outcomes: Outcome[] = []
  for (const rule of concerned) {
    const [audience] = await Promise.allSettled([audienceOf(rule, event)])
    if (audience.status === 'rejected') outcomes.push(audience)
    const people = audience.status === 'fulfilled' ? audience.value : []
    for (let from = 0; from < people.length; from += CONCURRENCY) {
      const some = people.slice(from, from + CONCURRENCY)
      const notified = some.map((userId) => notifyUser(userId as UserId, rule, event, contexts))
      outcomes.push(...(await Promise.allSettled(notified)))
    }
  }
  return outcomes
}

/** Whom the fan-out itself tells. An audience that may be thousands is handed out to workers. */
async function audienceOf(
  rule: NotificationRule<EventType>,
  event: EventMessage,
): Promise<readonly string[]> {
  if (rule.page) await handOutAudience(event)
  const who = await rule.who(event.data as EventData<EventType>)
  if (who === null) return []
  return typeof who === 'string' ? [who] : who
}

/** Stores the notification of an event for one user. Returns none if the account is deleted. */
export async function notifyUser(
  userId: UserId,
  { type, channels, urgent = false, words }: NotificationRule<EventType>,
  event: EventMessage,
  reading: Promise<Readonly<Record<Locale, TemplateContext>>>,
): Promise<readonly StoredNotification[]> {
  const [user, contexts] = await Promise.all([notifiedUser(userId), reading])
  if (!user) return []
  const data = event.data as EventData<EventType>
  const notification = await storeNotification({
    userId,
    eventId: event.eventId,
    type,
    words: { ar: words.ar(data, contexts.ar), en: words.en(data, contexts.en) },
    data: linksOf(event.data),
    channels: channels.filter((channel) => wantsChannel(user.channels, type, channel)),
    notBefore: urgent ? null : quietUntil(user.quietHours, clock()),
    at: new Date(event.at),
    lastNumber: user.lastNumber,
  })
  return [{ notification, locale: user.locale, hasDevice: user.hasDevice }]
}

const LINKS = [
  'jobId',
  'quoteId',
  'invitationId',
  'contractId',
  'paymentId',
  'disputeId',
  'verificationId',
] as const

/** The ids for deep links: those of the event's ids that api.md promises. */
const linksOf = (data: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(
    LINKS.flatMap((name) => (typeof data[name] === 'string' ? [[name, data[name]] as const] : [])),
  )
