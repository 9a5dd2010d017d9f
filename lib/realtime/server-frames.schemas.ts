import * as z from 'zod'
import { errorView } from '#lib/errors/error.schemas.ts'
import { messageView } from '#lib/messages/message.schemas.ts'
import { JOB_STATUSES } from '#lib/model/job-status.ts'
import { notificationView } from '#lib/notifications/notification.schemas.ts'
import { idView, instantView } from '#lib/platform/api-schemas.ts'

const status = z.enum(JOB_STATUSES)

/** What the answer to `resume` says, after the notifications themselves. */
export const resumedView = z.strictObject({
  replayed: z.int().describe('How many notifications were sent again'),
  tooOld: z.int().describe('How many were missed beyond that; they are in `GET /api/notifications`'),
  online: z.array(idView).describe('The ids of the other parties of one’s jobs who are online now'),
})

/** The data of each type of frame that an app receives, `ack` aside: an action says what its `ack` contains. */
export const SERVER_FRAMES = {
  notification: { data: notificationView, summary: 'A notification, as `GET /api/notifications` lists it' },
  message: { data: messageView, summary: 'A message of a conversation, to both who are in it' },
  'job.status': {
    data: z.strictObject({ jobId: idView, from: status.nullable(), status }),
    summary: 'The status of a job has changed',
  },
  read: {
    data: z.strictObject({ jobId: idView, by: idView, readAt: instantView }),
    summary: 'The other party has read your messages',
  },
  typing: {
    data: z.strictObject({ jobId: idView, from: idView }),
    summary: 'The other party is writing. Nothing says that they stopped: forget it after some seconds',
  },
  presence: {
    data: z.strictObject({ userId: idView, online: z.boolean() }),
    summary: 'The other party of a job came online or went offline',
  },
  pong: { data: z.strictObject({}), summary: 'The answer to `ping`' },
  resumed: { data: resumedView, summary: 'The end of what `resume` sends again' },
  error: { data: errorView, summary: 'The frame was refused; the socket stays open' },
} as const

/** The shape around the data of every frame. */
export const frameAround = <T extends string>(type: T, data: z.ZodType) =>
  z.strictObject({
    type: z.literal(type).describe('The kind of frame'),
    id: z
      .string()
      .describe('The same over each of your sockets; for a notification that of the notification'),
    at: instantView.describe('When it happened'),
    data: data.describe('What it says. Where it would be over 32 KB, its ids and `cut: true`'),
    ref: z
      .union([z.string(), z.number()])
      .optional()
      .describe('The `ref` of the action that this frame answers'),
  })
