import type * as z from 'zod'
import { type JobBrief, toJobBriefView } from '#lib/embedded/job-brief.ts'
import { type PersonRecord, toPersonView } from '#lib/embedded/person.ts'
import type { QuoteRecord } from '#lib/model/quote.model.ts'
import type { QuoteStatus } from '#lib/model/quote-status.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf } from '#lib/platform/ids.ts'
import type { quoteView } from '#lib/quotes/quote.schemas.ts'

export interface QuoteWithPeople extends Omit<QuoteRecord, 'job' | 'craftsman'> {
  job: JobBrief
  craftsman: PersonRecord & { verified?: boolean }
}

/** A quote. Its client and its craftsman see the same. */
export const toQuoteView = (quote: QuoteWithPeople): z.input<typeof quoteView> => ({
  id: idOf<'Quote'>(quote._id),
  job: toJobBriefView(quote.job),
  craftsman: toPersonView(quote.craftsman),
  craftsmanVerified: quote.craftsman.verified ?? false,
  price: quote.price,
  notes: quote.notes ?? null,
  availableAt: quote.availableAt?.toISOString() ?? null,
  status: currentStatus(quote),
  expiresAt: quote.expiresAt.toISOString(),
  createdAt: quote.createdAt.toISOString(),
})

/** The status of a quote now. It is Expired from the instant it expires, even before the schedule stores that. */
export const currentStatus = ({
  status,
  expiresAt,
}: Pick<QuoteRecord, 'status' | 'expiresAt'>): QuoteStatus =>
  status === 'Submitted' && expiresAt <= clock() ? 'Expired' : status
