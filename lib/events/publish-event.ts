import { BUS_SOURCE } from '#lib/events/bus-source.ts'
import { putOnBus } from '#lib/gateways/bus/put-events.ts'
import type { EventMessage } from '#lib/notifications/queue-messages.ts'

/**
 * Put a domain event on the bus, where CRM, BI and partners subscribe, and which archives it.
 * It may come there twice, after a crash or a redelivery: `eventId` is what a subscriber counts it by.
 */
export async function publishEvent({ type, at, ...rest }: EventMessage): Promise<void> {
  const { eventId, version, data, requestId } = rest
  const detail = { eventId, version, at, data, ...(requestId && { requestId }) }
  await putOnBus({ source: BUS_SOURCE, type, at, detail })
}
