import type { ClientSession } from 'mongoose'
import { fail } from '#lib/errors/app-error.ts'
import { Quote, type QuoteRecord } from '#lib/model/quote.model.ts'
import type { JobId, QuoteId } from '#lib/platform/ids.ts'
import type { Principal } from '#lib/process/job-with-contract.ts'
import { currentStatus } from '#lib/quotes/quote.view.ts'

/**
 * A craftsman's own quote, if it is still Submitted. Throws QUOTE_NOT_FOUND (also for another craftsman's),
 * QUOTE_NOT_OPEN.
 */
export async function ownOpenQuote(
  tx: ClientSession,
  { jobId, quoteId, craftsman }: { jobId: JobId; quoteId: QuoteId; craftsman: Principal },
): Promise<QuoteRecord> {
  const quote = await Quote.findOne({ _id: quoteId, job: jobId, craftsman: craftsman.id }, null, {
    session: tx,
  }).lean()
  if (!quote) throw fail('QUOTE_NOT_FOUND')
  if (currentStatus(quote) !== 'Submitted') throw fail('QUOTE_NOT_OPEN')
  return quote
}
