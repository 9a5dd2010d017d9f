import { BUS_SOURCE } from '#lib/events/bus-source.ts'
import type { EventMessage } from '#lib/events/event-message.ts'
import { putOnBus } from '#lib/gateways/bus/put-events.ts'

/**
 * Publish a domain event on the bus, which archives it and where CRM, BI and partners subscribe.
 * It may arrive twice after a crash or a redelivery; subscribers recognize a repeated event by `eventId`.
 */
export async function publishEvent({ type, at, ...rest }: EventMessage): Promise<void> {
  const { eventId, version, data, requestId } = rest
  const detail = { eventId, version, at, data, ...(requestId && { requestId }) }
  await putOnBus({ source: BUS_SOURCE, type, at, detail })
}
