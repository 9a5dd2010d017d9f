import * as z from 'zod'
import { id, idView, instantView } from '#lib/platform/api-schemas.ts'
import type { UserId } from '#lib/platform/ids.ts'

/** The types of frames that are sent to sockets (api.md, "WebSocket"). */
const FRAME_TYPES = ['notification', 'message', 'job.status', 'read', 'typing', 'presence'] as const

/** `realtime`: a frame for all sockets of a user. */
export const realtimeMessage = z.strictObject({
  userId: id<UserId>(),
  /** The number of a notification in its user's order; other frames have none. */
  number: z.int().min(1).optional(),
  frame: z.strictObject({
    type: z.enum(FRAME_TYPES),
    id: z.string(),
    at: instantView,
    data: z.record(z.string(), z.unknown()),
  }),
})
export type RealtimeMessage = z.input<typeof realtimeMessage>

const notificationToSend = z.strictObject({ notificationId: idView, userId: idView })

/** `push` and `email`: a notification to send on that channel. */
export const pushMessage = notificationToSend
export type PushMessage = z.output<typeof pushMessage>
export const emailMessage = notificationToSend
export type EmailMessage = z.output<typeof emailMessage>
