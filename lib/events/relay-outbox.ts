import { type QueryFilter, Types } from 'mongoose'
import { type RecordedEvent, sendEvents } from '#lib/events/send-events.ts'
import { Outbox, type OutboxRecord } from '#lib/model/outbox.model.ts'
import { addMs, HOUR, realTime, SECOND } from '#lib/platform/clock.ts'
import { trusted } from '#lib/platform/mongo.ts'
import { type Run, UNLIMITED } from '#lib/platform/run.ts'

/** Younger events are still being sent by the request that recorded them. */
const GRACE_MS = 10 * SECOND

/** SQS takes ten messages in one call. */
const BATCH_SIZE = 10

/** An event that its queue refuses is not tried again for so long. */
const REFUSED_FOR_MS = HOUR

interface Relayed extends Readonly<Record<string, number | boolean>> {
  readonly sent: number
  readonly more: boolean
}

/**
 * Send the events that were recorded but not sent, because a function died after its commit or SQS was down:
 * 1. skip events of the last seconds; the requests that recorded them still send them
 * 2. send the oldest first, in batches of ten; mark each batch as sent before the next one
 * 3. an event that the queue refuses waits for an hour, and is then tried after all others, so that it never stands
 *    before what can be sent
 * 4. end before the run's time is over; the next run goes on
 * A crash in between, or two runs at once, may send an event twice but lose none. If the queue cannot be reached,
 * the run fails, and the alarm goes off.
 */
export async function relayOutbox(run: Run = UNLIMITED, grace = GRACE_MS): Promise<Relayed> {
  // by the real time in the id: business time may be set back, and an event must not wait until it catches up
  const recordedBefore = Types.ObjectId.createFromTime(addMs(realTime(), -grace).getTime() / SECOND)
  const unsent = { sentAt: null, _id: trusted({ $lte: recordedBefore }) }
  const fresh = await relay({ ...unsent, retryAt: null }, run)
  if (fresh.more) return fresh
  const refused = await relay({ ...unsent, retryAt: trusted({ $lte: realTime() }) }, run)
  return { sent: fresh.sent + refused.sent, more: refused.more }
}

async function relay(unsent: QueryFilter<OutboxRecord>, run: Run): Promise<Relayed> {
  let sent = 0
  let batch: RecordedEvent[] = []
  for await (const event of Outbox.find(unsent).sort({ retryAt: 1, at: 1 }).lean().cursor()) {
    batch.push(event)
    if (batch.length < BATCH_SIZE) continue
    if (run.isOver()) return { sent, more: true }
    sent += await send(batch)
    batch = []
  }
  if (batch.length > 0) sent += await send(batch)
  return { sent, more: false }
}

/** Sends a batch. What is left of it was refused. */
async function send(batch: readonly RecordedEvent[]): Promise<number> {
  const sent = await sendEvents(batch)
  if (sent === batch.length) return sent
  const ids = batch.map(({ _id }) => _id)
  await Outbox.updateMany(
    { _id: trusted({ $in: ids }), sentAt: null },
    { $set: { retryAt: addMs(realTime(), REFUSED_FOR_MS) } },
  )
  return sent
}
