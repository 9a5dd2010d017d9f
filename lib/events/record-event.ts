import { createHash } from 'node:crypto'
import { type ClientSession, Types } from 'mongoose'
import { type EventData, EVENTS, type EventType } from '#lib/events/catalogue.ts'
import { sendAfterCommit } from '#lib/events/send-events.ts'
import { touchedBy } from '#lib/events/touched.ts'
import { Outbox } from '#lib/model/outbox.model.ts'
import { clock, DAY, realTime, SECOND } from '#lib/platform/clock.ts'
import { currentRequestId } from '#lib/platform/logger.ts'
import { afterCommit } from '#lib/platform/mongo.ts'

/**
 * Records an event in the transaction of its change: both are stored, or neither. After the commit the event is
 * sent to its consumers; if that fails, `relayOutbox` sends it later. With `onceADay` the same event with the same key is
 * recorded once a day, however often it is noticed.
 */
export async function recordEvent<T extends EventType>(
  tx: ClientSession,
  type: T,
  data: EventData<T>,
  { onceADay }: { readonly onceADay?: string } = {},
): Promise<void> {
  const { version, data: schemaOfData } = EVENTS[type]
  const requestId = currentRequestId()
  const _id = onceADay === undefined ? new Types.ObjectId() : idOfTheDay(`${type}:${onceADay}`)
  if (onceADay !== undefined && (await Outbox.exists({ _id }).session(tx))) return
  const event = {
    _id,
    type,
    version,
    data: schemaOfData.parse(data),
    at: clock(),
    ...(requestId && { requestId }),
  }
  const touched = touchedBy(type, data)
  const row = { ...event, sentAt: null, ...(touched && { touched }) }
  await Outbox.collection.insertOne(row, { session: tx, ignoreUndefined: true })
  afterCommit(tx, sendAfterCommit, event)
}

/** The id of what may happen once on a day (UTC): the day, and a hash of the key. */
function idOfTheDay(key: string): Types.ObjectId {
  const day = Math.floor(realTime().getTime() / DAY)
  const hash = createHash('sha256').update(`${key}:${day}`).digest('hex').slice(0, 16)
  return new Types.ObjectId(`${((day * DAY) / SECOND).toString(16).padStart(8, '0')}${hash}`)
}
