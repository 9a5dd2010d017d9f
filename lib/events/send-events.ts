import type { EventType } from '#lib/events/catalogue.ts'
import type { EventMessage } from '#lib/events/event-message.ts'
import { putOnQueue } from '#lib/gateways/queues/sqs.ts'
import { Outbox, type OutboxRecord } from '#lib/model/outbox.model.ts'
import { realTime } from '#lib/platform/clock.ts'
import { queueUrl } from '#lib/platform/config.ts'
import { idOf } from '#lib/platform/ids.ts'
import { log } from '#lib/platform/logger.ts'
import { PRIMARY_ONLY, UNACKNOWLEDGED } from '#lib/platform/write-concerns.ts'

/** Whether the answer to a mark is waited for. A mark that is lost sends an event twice, as a crash before the mark does. */
const MARK = { awaited: PRIMARY_ONLY, unawaited: UNACKNOWLEDGED } as const

export type RecordedEvent = Omit<OutboxRecord, 'sentAt'>

/**
 * Send recorded events to the `notifications` queue:
 * 1. put them on the queue, in their order
 * 2. mark those that the queue accepted as sent. A crash in between sends them again; consumers recognize a repeated
 *    event by its id
 * Returns how many were sent. Throws if the queue cannot be reached, or the database where its answer is awaited.
 */
export async function sendEvents(
  events: readonly RecordedEvent[],
  mark: keyof typeof MARK = 'awaited',
): Promise<number> {
  const url = await queueUrl('events', 'notifications')
  const refused = await putOnQueue(url, events.map(toQueueMessage))
  const sent = events.filter((_, index) => !refused.includes(index)).map(({ _id }) => _id)
  if (sent.length === 0) return 0
  const isUnsent = { _id: { $in: sent }, sentAt: null }
  await Outbox.collection.updateMany(isUnsent, { $set: { sentAt: realTime() } }, MARK[mark])
  return sent.length
}

/**
 * Sends the events of a change that has just been stored. An error here does not fail the request, because the
 * change is committed. The event stays unsent, and the schedule sends it within a minute or so. The request does not wait
 * for the answer to the mark, which is a round trip less for each change: if the mark is lost, the schedule sends the event
 * once more and makes it.
 */
export async function sendAfterCommit(events: readonly RecordedEvent[]): Promise<void> {
  try {
    await sendEvents(events, 'unawaited')
  } catch (error) {
    log.warn('events wait for the relay', { count: events.length, error })
  }
}

const toQueueMessage = ({ _id, at, type, version, data, requestId }: RecordedEvent): EventMessage => ({
  eventId: idOf<'Event'>(_id),
  type: type as EventType, // recordEvent accepts no other
  version,
  at: at.toISOString(),
  data,
  ...(requestId && { requestId }),
})
