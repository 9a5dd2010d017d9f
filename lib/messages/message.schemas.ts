import * as z from 'zod'
import { id, idView, instantView, paging } from '#lib/platform/border.ts'
import type { JobId, MessageId, UserId } from '#lib/platform/ids.ts'
import { text } from '#lib/platform/text.ts'
import { personView } from '#lib/users/person.schemas.ts'

const MOST_IMAGES = 5

export const messageView = z
  .strictObject({
    id: idView,
    jobId: idView,
    from: personView,
    to: personView,
    text: z.string().nullable(),
    images: z.array(z.string()),
    createdAt: instantView,
    readAt: instantView.nullable(),
    /** Taken back by its sender. */
    deleted: z.boolean(),
  })
  .meta({ id: 'Message' })

/** What the writer is told beside his message. */
export const sentMessageView = messageView.extend({
  note: z.string().nullable().describe('Why a phone number or an e-mail address was covered'),
})

/** Whom the client means: he may talk to several craftsmen; a craftsman talks to the client alone. */
const withCraftsman = id<UserId>().optional()

export const newMessage = z
  .strictObject({
    text: text(2_000).optional(),
    images: z.array(z.url().max(500)).max(MOST_IMAGES).optional(),
    with: withCraftsman,
  })
  .refine(
    ({ text: words, images }) => words !== undefined || (images?.length ?? 0) > 0,
    'Needs a text or a picture',
  )

export const messageSearch = z.object({ ...paging, with: withCraftsman })
export const threadNamed = z.strictObject({ with: withCraftsman })
export const messageParams = z.object({ jobId: id<JobId>(), messageId: id<MessageId>() })
export const threadRead = z.strictObject({ read: z.int() })
