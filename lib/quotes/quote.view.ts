import type * as z from 'zod'
import { showJobBrief, type JobBrief } from '#lib/jobs/job.view.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf } from '#lib/platform/ids.ts'
import type { QuoteRecord } from '#lib/quotes/quote.model.ts'
import type { quoteView } from '#lib/quotes/quote.schemas.ts'
import type { QuoteStatus } from '#lib/quotes/quote-status.ts'
import { showPerson, type PersonRecord } from '#lib/users/person.ts'

export interface QuoteWithPeople extends Omit<QuoteRecord, 'job' | 'craftsman'> {
  job: JobBrief
  craftsman: PersonRecord & { verified?: boolean }
}

/** A quote, the same to the client and to its craftsman. */
export const showQuote = (quote: QuoteWithPeople): z.input<typeof quoteView> => ({
  id: idOf<'Quote'>(quote._id),
  job: showJobBrief(quote.job),
  craftsman: showPerson(quote.craftsman),
  craftsmanVerified: quote.craftsman.verified ?? false,
  price: quote.price,
  notes: quote.notes ?? null,
  availableAt: quote.availableAt?.toISOString() ?? null,
  status: statusNow(quote),
  expiresAt: quote.expiresAt.toISOString(),
  createdAt: quote.createdAt.toISOString(),
})

/** A quote whose time is over counts as Expired from that instant, also before the sweep says so. */
export const statusNow = ({ status, expiresAt }: Pick<QuoteRecord, 'status' | 'expiresAt'>): QuoteStatus =>
  status === 'Submitted' && expiresAt <= clock() ? 'Expired' : status
