import { Outbox, type OutboxRecord } from '#lib/events/outbox.model.ts'
import { putOnQueue } from '#lib/gateways/queues/sqs.ts'
import type { EventMessage } from '#lib/notifications/queue-messages.ts'
import { realTime } from '#lib/platform/clock.ts'
import { config } from '#lib/platform/config.ts'
import { idOf } from '#lib/platform/ids.ts'
import { log } from '#lib/platform/logger.ts'
import { trusted } from '#lib/platform/mongo.ts'

export type RecordedEvent = Omit<OutboxRecord, 'sentAt'>

/**
 * Send recorded events to the `notifications` queue:
 * 1. put them there, in their order
 * 2. note for those that the queue took that they are sent; a crash in between sends them again, and
 *    whoever hears of an event counts it by its id
 * Answers how many were sent. Throws where the queue is not reached.
 */
export async function sendEvents(events: readonly RecordedEvent[]): Promise<number> {
  const { NOTIFICATIONS_QUEUE_URL } = await config('events')
  const refused = await putOnQueue(NOTIFICATIONS_QUEUE_URL, events.map(messageOf))
  const sent = events.filter((_, index) => !refused.includes(index)).map(({ _id }) => _id)
  if (sent.length === 0) return 0
  await Outbox.updateMany({ _id: trusted({ $in: sent }), sentAt: null }, { $set: { sentAt: realTime() } })
  return sent.length
}

/**
 * Sends the events of a change that has just been stored. Whatever goes wrong fails nothing: what happened
 * has happened, the event stays unsent, and the schedule sends it within a minute or so.
 */
export async function sendAtOnce(events: readonly RecordedEvent[]): Promise<void> {
  try {
    await sendEvents(events)
  } catch (error) {
    log.warn('events wait for the relay', { count: events.length, error })
  }
}

const messageOf = ({ _id, at, type, version, data, requestId }: RecordedEvent): string => {
  const message: EventMessage = {
    eventId: idOf<'Event'>(_id),
    type,
    version,
    at: at.toISOString(),
    data,
    ...(requestId && { requestId }),
  }
  return JSON.stringify(message)
}
