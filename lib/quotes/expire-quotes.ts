import { recordEvent } from '#lib/events/record-event.ts'
import { isOpen } from '#lib/model/job-status.ts'
import { Quote, type QuoteRecord } from '#lib/model/quote.model.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf } from '#lib/platform/ids.ts'
import { log } from '#lib/platform/logger.ts'
import { trusted } from '#lib/platform/mongo.ts'
import { withDeadlinesApplied } from '#lib/process/apply-deadlines.ts'
import { countQuotes } from '#lib/quotes/count-quotes.ts'

type DueQuote = Pick<QuoteRecord, '_id' | 'job' | 'craftsman'>

/** Expires every quote whose 14 days are over. When the last open quote of a job expires, the job is Posted again. */
export async function expireQuotes(): Promise<{ expired: number; failed: number }> {
  const tally = { expired: 0, failed: 0 }
  const due = Quote.find(
    { status: 'Submitted', expiresAt: trusted({ $lte: clock() }) },
    { job: 1, craftsman: 1 },
  )
  for await (const quote of due.lean<DueQuote[]>().cursor()) {
    try {
      if (await expireQuote(quote as DueQuote)) tally.expired += 1
    } catch (error) {
      tally.failed += 1
      log.error('a quote could not be expired', { jobId: idOf<'Job'>((quote as DueQuote).job), error })
    }
  }
  return tally
}

const expireQuote = (quote: DueQuote): Promise<boolean> =>
  withDeadlinesApplied(idOf<'Job'>(quote.job), async (tx, jobWithContract) => {
    const { matchedCount } = await Quote.updateOne(
      { _id: quote._id, status: 'Submitted' },
      { $set: { status: 'Expired', updatedAt: clock() } },
      { session: tx },
    )
    if (matchedCount === 0) return false
    if (isOpen(jobWithContract.job.status)) await countQuotes(tx, jobWithContract, -1)
    const { job } = jobWithContract
    const ids = {
      jobId: idOf(job._id),
      clientId: idOf(job.client),
      quoteId: idOf(quote._id),
      craftsmanId: idOf(quote.craftsman),
    }
    await recordEvent(tx, 'quote.expired', ids)
    return true
  })
