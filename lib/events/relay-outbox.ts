import { Types } from 'mongoose'
import { Outbox } from '#lib/events/outbox.model.ts'
import { sendEvents, type RecordedEvent } from '#lib/events/send-events.ts'
import { after, realTime, SECOND } from '#lib/platform/clock.ts'
import { trusted } from '#lib/platform/mongo.ts'

/** Younger ones are still being sent by the request that recorded them. */
const GRACE = 10 * SECOND

/** SQS takes ten messages in one call. */
const A_CALL = 10

/**
 * Send the events that were recorded and not sent, because a function died after its commit or SQS was down:
 * 1. those of the last seconds are left to the requests that recorded them
 * 2. the oldest first, ten at a time, each ten noted as sent before the next ten go
 * 3. an event that the queue refuses is passed over, and tried again the next time
 * A crash in between, or two runs at once, send an event twice and lose none. Where the queue is not reached
 * the run fails, and with it the alarm goes off.
 */
export async function relayOutbox(grace = GRACE): Promise<{ sent: number }> {
  // by the wall clock in its id: business time may be moved, and an event from before must not wait for it
  const recordedBefore = Types.ObjectId.createFromTime(after(realTime(), -grace).getTime() / SECOND)
  const left = Outbox.find({ sentAt: null, _id: trusted({ $lte: recordedBefore }) })
    .sort({ at: 1 })
    .lean()
    .cursor()
  let sent = 0
  let batch: RecordedEvent[] = []
  for await (const event of left) {
    batch.push(event)
    if (batch.length < A_CALL) continue
    sent += await sendEvents(batch)
    batch = []
  }
  if (batch.length > 0) sent += await sendEvents(batch)
  return { sent }
}
