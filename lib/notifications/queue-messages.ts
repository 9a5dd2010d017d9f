import * as z from 'zod'
import { EVENTS, type EventType } from '#lib/events/catalogue.ts'
import { id, idView, instantView } from '#lib/platform/border.ts'
import type { UserId } from '#lib/platform/ids.ts'

/** What passes through the queues between an event and the people whom it concerns. */
const eventTypes = Object.keys(EVENTS) as [EventType, ...EventType[]]

/** `notifications`: a domain event out of the outbox; its id is the outbox's, by which it counts once. */
export const eventMessage = z.strictObject({
  eventId: idView,
  type: z.enum(eventTypes),
  version: z.int(),
  at: instantView,
  data: z.record(z.string(), z.unknown()),
  requestId: z.string().optional(),
})
export type EventMessage = z.output<typeof eventMessage>

/** What a socket is sent (api.md, "WebSocket"). */
const FRAME_TYPES = ['notification', 'message', 'job.status', 'read', 'typing', 'presence'] as const

/** `realtime`: a frame for all sockets of a user. */
export const realtimeMessage = z.strictObject({
  userId: id<UserId>(),
  frame: z.strictObject({
    type: z.enum(FRAME_TYPES),
    id: z.string(),
    at: instantView,
    data: z.record(z.string(), z.unknown()),
  }),
})
export type RealtimeMessage = z.input<typeof realtimeMessage>

const toSend = z.strictObject({ notificationId: idView, userId: idView })

/** `push` and `email`: a notification to send on that channel. */
export const pushMessage = toSend
export type PushMessage = z.output<typeof pushMessage>
export const emailMessage = toSend
export type EmailMessage = z.output<typeof emailMessage>
