import type { ClientSession } from 'mongoose'
import { fail } from '#lib/errors/app-error.ts'
import type { Asker } from '#lib/jobs/job-case.ts'
import type { JobId, QuoteId } from '#lib/platform/ids.ts'
import { Quote, type QuoteRecord } from '#lib/quotes/quote.model.ts'
import { statusNow } from '#lib/quotes/quote.view.ts'

/** A craftsman's own quote, still Submitted. Throws QUOTE_NOT_FOUND for another's, QUOTE_NOT_OPEN. */
export async function ownOpenQuote(
  session: ClientSession,
  { jobId, quoteId, craftsman }: { jobId: JobId; quoteId: QuoteId; craftsman: Asker },
): Promise<QuoteRecord> {
  const quote = await Quote.findOne({ _id: quoteId, job: jobId, craftsman: craftsman.id }, null, {
    session,
  }).lean()
  if (!quote) throw fail('QUOTE_NOT_FOUND')
  if (statusNow(quote) !== 'Submitted') throw fail('QUOTE_NOT_OPEN')
  return quote
}
