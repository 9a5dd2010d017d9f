import { recordEvent } from '#lib/events/outbox.ts'
import { isOpen } from '#lib/jobs/who-may-see.ts'
import { inSettledCase } from '#lib/jobs/settle-job.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf } from '#lib/platform/ids.ts'
import { log } from '#lib/platform/logger.ts'
import { trusted } from '#lib/platform/mongo.ts'
import { countQuotes } from '#lib/quotes/count-quotes.ts'
import { Quote, type QuoteRecord } from '#lib/quotes/quote.model.ts'

type Due = Pick<QuoteRecord, '_id' | 'job' | 'craftsman'>

/** Ends every quote whose 14 days are over; the last one gone makes its job Posted again. */
export async function expireQuotes(): Promise<{ expired: number; failed: number }> {
  const tally = { expired: 0, failed: 0 }
  const due = Quote.find(
    { status: 'Submitted', expiresAt: trusted({ $lte: clock() }) },
    { job: 1, craftsman: 1 },
  )
  for await (const quote of due.lean<Due[]>().cursor()) {
    try {
      if (await expireQuote(quote as Due)) tally.expired += 1
    } catch (error) {
      tally.failed += 1
      log.error('a quote could not be expired', { jobId: idOf<'Job'>((quote as Due).job), error })
    }
  }
  return tally
}

const expireQuote = (quote: Due): Promise<boolean> =>
  inSettledCase(idOf<'Job'>(quote.job), async (session, jobCase) => {
    const { matchedCount } = await Quote.updateOne(
      { _id: quote._id, status: 'Submitted' },
      { $set: { status: 'Expired', updatedAt: clock() } },
      { session },
    )
    if (matchedCount === 0) return false
    if (isOpen(jobCase.job.status)) await countQuotes(session, jobCase, -1)
    const { job } = jobCase
    const ids = {
      jobId: idOf(job._id),
      clientId: idOf(job.client),
      quoteId: idOf(quote._id),
      craftsmanId: idOf(quote.craftsman),
    }
    await recordEvent(session, 'quote.expired', ids)
    return true
  })
