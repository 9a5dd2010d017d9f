import * as z from 'zod'
import { jobBriefView } from '#lib/embedded/job-brief.schemas.ts'
import { personView } from '#lib/embedded/person.schemas.ts'
import { QUOTE_STATUSES } from '#lib/model/quote-status.ts'
import { id, idView, instant, instantView, piastresView, price } from '#lib/platform/api-schemas.ts'
import type { JobId, QuoteId } from '#lib/platform/ids.ts'
import { listQuery } from '#lib/platform/paging.ts'
import { text } from '#lib/platform/text.ts'

export const quoteOffer = z.strictObject({
  price,
  notes: text(2_000).optional(),
  availableAt: instant.optional(),
})

/** Every field is optional. `null` removes an optional field of the quote. */
export const quoteChange = z.strictObject({
  price: price.optional(),
  notes: text(2_000).nullable().optional(),
  availableAt: instant.nullable().optional(),
})

/** `price`: the price that the client saw, so that no client hires at a price that changed meanwhile. */
export const acceptance = z.strictObject({ price: price.optional() })

export const quoteParams = z.object({ jobId: id<JobId>(), quoteId: id<QuoteId>() })

export const quoteSearch = listQuery({ status: z.enum(QUOTE_STATUSES).optional() })

export const quoteView = z
  .strictObject({
    id: idView,
    job: jobBriefView,
    craftsman: personView,
    /** Whether staff have approved the craftsman's documents. Craftsmen may quote before that. */
    craftsmanVerified: z.boolean(),
    price: piastresView,
    notes: z.string().nullable(),
    availableAt: instantView.nullable(),
    status: z.enum(QUOTE_STATUSES),
    expiresAt: instantView,
    createdAt: instantView,
  })
  .meta({ id: 'Quote' })
