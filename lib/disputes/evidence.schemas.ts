import * as z from 'zod'
import { personView } from '#lib/embedded/person.schemas.ts'
import { EVIDENCE_SIDES } from '#lib/model/dispute-status.ts'
import { id, idView, instantView } from '#lib/platform/api-schemas.ts'
import type { MessageId } from '#lib/platform/ids.ts'
import { address, text } from '#lib/platform/text.ts'

/** How much each side of a dispute can add: each party, and staff. */
export const MAX_EVIDENCE = { entries: 20, photos: 20, messages: 100 } as const
const MAX_PHOTOS = 10
const MAX_MESSAGES = 50

export const newEvidence = z
  .strictObject({
    text: text(2_000).optional(),
    photos: z
      .array(address(500))
      .max(MAX_PHOTOS)
      .optional()
      .describe('Your own uploads, signed with the purpose `evidence`'),
    messageIds: z
      .array(id<MessageId>())
      .max(MAX_MESSAGES)
      .optional()
      .describe('Messages between the two parties about this job'),
  })
  .refine(
    ({ text: written, photos = [], messageIds = [] }) =>
      written !== undefined || photos.length > 0 || messageIds.length > 0,
    'Needs a text, a photo or a message',
  )

const pickedMessageView = z.strictObject({
  id: idView,
  from: z.enum(['client', 'craftsman']),
  text: z.string().nullable().describe('null if its sender deleted it; staff still read it'),
  images: z.array(z.string()),
  createdAt: instantView,
  deleted: z.boolean(),
})

export const evidenceView = z
  .strictObject({
    id: idView,
    side: z.enum(EVIDENCE_SIDES),
    by: personView.nullable().describe('null for the parties if staff added it'),
    text: z.string().nullable(),
    photos: z.array(z.string()),
    messages: z.array(pickedMessageView),
    createdAt: instantView,
  })
  .meta({ id: 'Evidence' })
