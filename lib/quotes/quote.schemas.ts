import * as z from 'zod'
import { jobBriefView } from '#lib/jobs/job.schemas.ts'
import { id, idView, instant, instantView, paging, piastresView, price } from '#lib/platform/border.ts'
import type { JobId, QuoteId } from '#lib/platform/ids.ts'
import { text } from '#lib/platform/text.ts'
import { QUOTE_STATUSES } from '#lib/quotes/quote-status.ts'
import { personView } from '#lib/users/person.schemas.ts'

export const quoteOffer = z.strictObject({
  price,
  notes: text(2_000).optional(),
  availableAt: instant.optional(),
})

/** Every field is optional; `null` takes one away that need not be there. */
export const quoteChange = z.strictObject({
  price: price.optional(),
  notes: text(2_000).nullable().optional(),
  availableAt: instant.nullable().optional(),
})

/** `price`: the one that the client saw, so that nobody hires at a price that changed under his hand. */
export const acceptance = z.strictObject({ price: price.optional() })

export const quoteParams = z.object({ jobId: id<JobId>(), quoteId: id<QuoteId>() })

export const quoteSearch = z.object({ ...paging, status: z.enum(QUOTE_STATUSES).optional() })

export const quoteView = z
  .strictObject({
    id: idView,
    job: jobBriefView,
    craftsman: personView,
    /** Whether staff have approved the craftsman's papers; he may quote before. */
    craftsmanVerified: z.boolean(),
    price: piastresView,
    notes: z.string().nullable(),
    availableAt: instantView.nullable(),
    status: z.enum(QUOTE_STATUSES),
    expiresAt: instantView,
    createdAt: instantView,
  })
  .meta({ id: 'Quote' })
