import * as z from 'zod'
import { personView } from '#lib/embedded/person.schemas.ts'
import { id, idView, instantView } from '#lib/platform/api-schemas.ts'
import type { JobId, ReviewId, UserId } from '#lib/platform/ids.ts'
import { listQuery } from '#lib/platform/paging.ts'
import { text } from '#lib/platform/text.ts'

const rating = z.int().min(1).max(5)
const comment = text(2_000)

export const reviewParams = z.object({ reviewId: id<ReviewId>() })

export const revieweeParams = z.object({ userId: id<UserId>() })

export const newReview = z.strictObject({ jobId: id<JobId>(), rating, comment: comment.optional() })

/** What is left out stays; `comment: null` takes the comment away. */
export const reviewEdit = z
  .strictObject({ rating: rating.optional(), comment: comment.nullable().optional() })
  .refine((edit) => edit.rating !== undefined || edit.comment !== undefined, 'Needs a rating or a comment')

export const newReply = z.strictObject({ reply: text(1_000) })

/** Why staff hide a review, or show it again. */
export const moderation = z.strictObject({ reason: text(1_000, 3) })

export const reviewSearch = listQuery({})

const shown = {
  id: idView,
  jobId: idView,
  contractId: idView,
  reviewer: personView.nullable().describe('Who wrote it; null once the account is gone'),
  reviewee: personView.nullable().describe('Whom it is about; null once the account is gone'),
  rating: z.int(),
  comment: z.string().nullable(),
  reply: z.string().nullable(),
  repliedAt: instantView.nullable(),
  createdAt: instantView,
  revealedAt: instantView.nullable(),
}

export const reviewView = z.strictObject(shown).meta({ id: 'Review' })

/** As staff see a review, once everybody could see it. */
export const staffReviewView = z
  .strictObject({
    ...shown,
    hidden: z.strictObject({ reason: z.string(), at: instantView }).nullable(),
  })
  .meta({ id: 'StaffReview' })
