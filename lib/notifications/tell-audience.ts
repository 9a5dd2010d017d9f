import type { EventType } from '#lib/events/catalogue.ts'
import { notifyUser, rulesOf } from '#lib/notifications/fan-out.ts'
import { sendAudienceWork } from '#lib/notifications/hand-out-audience.ts'
import type { NotificationRule } from '#lib/notifications/notification-rule.ts'
import { queueMessages } from '#lib/notifications/queue-messages.ts'
import { templateContextFor } from '#lib/notifications/template-context.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { markDone, wasDone } from '#lib/work/leases.ts'
import { inMessages } from '#lib/work/send-work.ts'
import type { DatabaseWork } from '#lib/work/work-messages.ts'
import type { Failures } from '#lib/work/work-off.ts'

/** How many users are read at a time: their messages fill one call to SQS. */
const PAGE_SIZE = 500

/** How many users are notified concurrently. */
const CONCURRENCY = 10

/** Read-only fields of the work with an event. */
type AudienceWork = Extract<DatabaseWork, { readonly event: unknown }>

/** The rule of an event whose audience is paged. */
function pagedRuleOf({ event }: AudienceWork): PagedRule {
  const rule = rulesOf(event.type as EventType).find(isPaged)
  if (!rule) throw new Error(`${event.type} has no audience of pages`)
  return rule
}

type PagedRule = NotificationRule<EventType> & Required<Pick<NotificationRule<EventType>, 'page'>>
const isPaged = (rule: NotificationRule<EventType>): rule is PagedRule => rule.page !== undefined

/**
 * Hands out one page of the people whom an event concerns, and then the work of finding the next page. If it dies in
 * between, the page is handed out again; nobody is told twice. A page that was handed out is remembered, so that a copy
 * of this message does not begin a second row of pages.
 */
export async function findAudience(after: UserId, work: AudienceWork): Promise<void> {
  const { event } = work
  const pageKey = `${event.eventId}:${after}`
  if (await wasDone('findAudience', pageKey)) return
  // the rule is that of the event's type, which TypeScript cannot follow here and below
  const page = await pagedRuleOf(work).page(event.data as never, after, PAGE_SIZE)
  const groups = inMessages('tellAudience', page)
  await sendAudienceWork(groups.map((ids) => ({ task: 'tellAudience', ids: [...ids], event })))
  const last = page.at(-1)
  if (page.length === PAGE_SIZE && last !== undefined)
    await sendAudienceWork([{ task: 'findAudience', ids: [last], event }])
  await markDone('findAudience', pageKey)
}

/**
 * Tells some of the people whom an event concerns, as the fan-out does: each gets one notification for the event, no
 * matter how often this runs, and what was not sent is sent. One who cannot be told keeps back no other.
 */
export async function tellAudience(page: readonly string[], work: AudienceWork): Promise<Failures> {
  const { event } = work
  const rule = pagedRuleOf(work)
  const ids = (await rule.listeners?.(page, event.data as never, event.eventId)) ?? page
  const contexts = templateContextFor(event.data)
  const failures = new Map<string, unknown>()
  for (let from = 0; from < ids.length; from += CONCURRENCY) {
    const some = ids.slice(from, from + CONCURRENCY)
    const outcomes = await Promise.allSettled(
      some.map((userId) => notifyUser(userId as UserId, rule, event, contexts)),
    )
    const stored = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? outcome.value : []))
    const [queued] = await Promise.allSettled([queueMessages(stored, () => Promise.resolve([]))])
    for (const [place, userId] of some.entries()) {
      const outcome = outcomes[place]
      if (outcome?.status === 'rejected') failures.set(userId, outcome.reason)
      else if (queued.status === 'rejected') failures.set(userId, queued.reason)
    }
  }
  return failures
}
