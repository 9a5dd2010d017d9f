import * as z from 'zod'
import { personView } from '#lib/embedded/person.schemas.ts'
import { id, idView, instantView } from '#lib/platform/api-schemas.ts'
import type { JobId, MessageId, UserId } from '#lib/platform/ids.ts'
import { listQuery } from '#lib/platform/paging.ts'
import { address, text } from '#lib/platform/text.ts'

const MAX_IMAGES = 5

export const messageView = z
  .strictObject({
    id: idView,
    jobId: idView,
    from: personView,
    to: personView,
    number: z
      .int()
      .min(1)
      .describe(
        'Its place in the conversation: 1, 2, 3 and so on without gaps, in the order in which messages arrive',
      ),
    text: z.string().nullable(),
    images: z.array(z.string()),
    createdAt: instantView,
    readAt: instantView.nullable(),
    /** Deleted by its sender. */
    deleted: z.boolean(),
  })
  .meta({ id: 'Message' })

/** The response to the sender of a message. */
export const sentMessageView = messageView
  .extend({
    note: z.string().nullable().describe('Why a phone number or an e-mail address was covered'),
  })
  .meta({ id: 'SentMessage' })

/** The craftsman of the thread. A client may write to several craftsmen; a craftsman only writes to the client. */
const withCraftsman = id<UserId>()
  .optional()
  .describe(
    'Which craftsman a client means. Not needed while only one is invited or quotes, or once one is hired',
  )

/** The name that an app gives a message before it sends it, so that sending it again is safe. */
export const clientMessageId = z
  .uuid()
  .transform((name) => name.toLowerCase())
  .optional()
  .describe(
    'A UUID of the app. The same one again in the same job answers the first message and stores no second one',
  )

export const newMessage = z
  .strictObject({
    text: text(2_000).optional(),
    images: z.array(address(500)).max(MAX_IMAGES).optional(),
    with: withCraftsman,
    clientMessageId,
  })
  .refine(
    ({ text: content, images }) => content !== undefined || (images?.length ?? 0) > 0,
    'Needs a text or a picture',
  )

export const messageSearch = listQuery({ with: withCraftsman })
export const threadNamed = z.strictObject({ with: withCraftsman })
export const messageParams = z.object({ jobId: id<JobId>(), messageId: id<MessageId>() })
export const threadRead = z.strictObject({ read: z.int() })
