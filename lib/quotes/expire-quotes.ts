import { recordEvent } from '#lib/events/record-event.ts'
import { isOpen } from '#lib/model/job-status.ts'
import { Quote } from '#lib/model/quote.model.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf, type QuoteId } from '#lib/platform/ids.ts'
import { trusted } from '#lib/platform/mongo.ts'
import { type Run, UNLIMITED } from '#lib/platform/run.ts'
import { withDeadlinesApplied } from '#lib/process/apply-deadlines.ts'
import { countQuotes } from '#lib/quotes/count-quotes.ts'
import { type HandedOut, handOut, pagesOf } from '#lib/work/hand-out.ts'
import { workQueue } from '#lib/work/work-queues.ts'

const isDue = () => ({ status: 'Submitted', expiresAt: trusted({ $lte: clock() }) }) as const

/** Hands out every open quote whose 14 days are over. */
export function expireQuotes(run: Run = UNLIMITED): Promise<HandedOut> {
  const due = Quote.find(isDue(), { _id: 1 }).sort({ expiresAt: 1 })
  return handOut(workQueue, 'expireQuote', pagesOf(due.lean()), run)
}

/** Expires a quote whose 14 days are over. When the last open quote of a job expires, the job is Posted again. */
export async function expireQuote(quoteId: QuoteId): Promise<boolean> {
  const quote = await Quote.findOne({ _id: quoteId, ...isDue() }, { job: 1, craftsman: 1 }).lean()
  if (!quote) return false
  return withDeadlinesApplied(idOf<'Job'>(quote.job), async (tx, jobWithContract) => {
    const { matchedCount } = await Quote.updateOne(
      { _id: quoteId, ...isDue() },
      { $set: { status: 'Expired', updatedAt: clock() } },
      { session: tx },
    )
    if (matchedCount === 0) return false
    if (isOpen(jobWithContract.job.status)) await countQuotes(tx, jobWithContract, -1)
    const { job } = jobWithContract
    const ids = {
      jobId: idOf(job._id),
      clientId: idOf(job.client),
      quoteId,
      craftsmanId: idOf(quote.craftsman),
    }
    await recordEvent(tx, 'quote.expired', ids)
    return true
  })
}
