import { Types, type ClientSession } from 'mongoose'
import { EVENTS, type EventData, type EventType } from '#lib/events/catalogue.ts'
import { Outbox } from '#lib/events/outbox.model.ts'
import { sendAtOnce } from '#lib/events/send-events.ts'
import { clock } from '#lib/platform/clock.ts'
import { currentRequestId } from '#lib/platform/logger.ts'
import { afterCommit } from '#lib/platform/mongo.ts'

/**
 * Records an event in the transaction of the change it tells of: both are stored, or neither. After the
 * commit it is sent to whoever must hear it; where that fails, `relayOutbox` does it.
 */
export async function recordEvent<T extends EventType>(
  session: ClientSession,
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
  await Outbox.create([event], { session })
  afterCommit(session, sendAtOnce, event)
}
