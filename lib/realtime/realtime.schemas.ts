import * as z from 'zod'
import { clientMessageId } from '#lib/messages/message.schemas.ts'
import { id, instantView } from '#lib/platform/api-schemas.ts'
import type { JobId, NotificationId, UserId } from '#lib/platform/ids.ts'
import { text } from '#lib/platform/text.ts'

export const ticketView = z
  .strictObject({
    ticket: z.string().describe('Works once, within 30 s'),
    url: z.string().describe('Where to connect, with `?ticket=` after it'),
    expiresAt: instantView,
  })
  .meta({ id: 'Ticket' })

/** The frame that answers has the same `ref`. */
const ref = z.union([z.string().max(100), z.number()]).optional()

/** The place of a frame among those of its socket, if their order matters: 1, 2, 3 ... without gaps. */
const seq = z.int().min(1).optional()

/** The thread of a job. `to`: which craftsman a client means, if several are invited or quote for the job. */
const thread = { ref, seq, jobId: id<JobId>(), to: id<UserId>().optional() }

export const pingFrame = z.strictObject({ action: z.literal('ping'), ref, seq })
export const messageFrame = z.strictObject({
  action: z.literal('sendMessage'),
  ...thread,
  text: text(2_000),
  clientMessageId,
})
export const markReadFrame = z.strictObject({ action: z.literal('markRead'), ...thread })
export const typingFrame = z.strictObject({ action: z.literal('typing'), ...thread })
export const resumeFrame = z.strictObject({
  action: z.literal('resume'),
  ref,
  seq,
  after: id<NotificationId>().nullish(),
})
