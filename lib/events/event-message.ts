import * as z from 'zod'
import { EVENTS, type EventType } from '#lib/events/catalogue.ts'
import { idView, instantView } from '#lib/platform/api-schemas.ts'

const eventTypes = Object.keys(EVENTS) as [EventType, ...EventType[]]

/** `notifications`: a domain event from the outbox. Consumers recognize a repeated event by `eventId`, its id there. */
export const eventMessage = z.strictObject({
  eventId: idView,
  type: z.enum(eventTypes),
  version: z.int(),
  at: instantView,
  data: z.record(z.string(), z.unknown()),
  requestId: z.string().optional(),
})
export type EventMessage = z.output<typeof eventMessage>
