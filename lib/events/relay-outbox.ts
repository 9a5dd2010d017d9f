import { Types } from 'mongoose'
import { type RecordedEvent, sendEvents } from '#lib/events/send-events.ts'
import { Outbox } from '#lib/model/outbox.model.ts'
import { addMs, realTime, SECOND } from '#lib/platform/clock.ts'
import { trusted } from '#lib/platform/mongo.ts'

/** Younger events are still being sent by the request that recorded them. */
const GRACE_MS = 10 * SECOND

/** SQS takes ten messages in one call. */
const BATCH_SIZE = 10

/**
 * Send the events that were recorded but not sent, because a function died after its commit or SQS was down:
 * 1. skip events of the last seconds; the requests that recorded them still send them
 * 2. send the oldest first, in batches of ten; mark each batch as sent before the next one
 * 3. skip an event that the queue refuses; the next run tries it again
 * A crash in between, or two runs at once, may send an event twice but lose none. If the queue cannot be reached,
 * the run fails, and the alarm goes off.
 */
export async function relayOutbox(grace = GRACE_MS): Promise<{ sent: number }> {
  // by the real time in the id: business time may be set back, and an event must not wait until it catches up
  const recordedBefore = Types.ObjectId.createFromTime(addMs(realTime(), -grace).getTime() / SECOND)
  const unsent = Outbox.find({ sentAt: null, _id: trusted({ $lte: recordedBefore }) })
    .sort({ at: 1 })
    .lean()
    .cursor()
  let sent = 0
  let batch: RecordedEvent[] = []
  for await (const event of unsent) {
    batch.push(event)
    if (batch.length < BATCH_SIZE) continue
    sent += await sendEvents(batch)
    batch = []
  }
  if (batch.length > 0) sent += await sendEvents(batch)
  return { sent }
}
