import { type ClientSession, Types } from 'mongoose'
import { type EventData, EVENTS, type EventType } from '#lib/events/catalogue.ts'
import { sendAfterCommit } from '#lib/events/send-events.ts'
import { Outbox } from '#lib/model/outbox.model.ts'
import { clock } from '#lib/platform/clock.ts'
import { currentRequestId } from '#lib/platform/logger.ts'
import { afterCommit } from '#lib/platform/mongo.ts'

/**
 * Records an event in the transaction of its change: both are stored, or neither. After the commit the event is
 * sent to its consumers; if that fails, `relayOutbox` sends it later.
 */
export async function recordEvent<T extends EventType>(
  tx: ClientSession,
  type: T,
  data: EventData<T>,
): Promise<void> {
  const { version, data: schemaOfData } = EVENTS[type]
  const requestId = currentRequestId()
  const event = {
    _id: new Types.ObjectId(),
    type,
    version,
    data: schemaOfData.parse(data),
    at: clock(),
    ...(requestId && { requestId }),
  }
  await Outbox.create([event], { session: tx })
  afterCommit(tx, sendAfterCommit, event)
}
