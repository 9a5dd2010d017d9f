import { logActivity } from '#lib/activity/activity-log.ts'
import { fail } from '#lib/errors/app-error.ts'
import { recordEvent } from '#lib/events/outbox.ts'
import type { Asker } from '#lib/jobs/job-case.ts'
import { inSettledCase } from '#lib/jobs/settle-job.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf, type JobId, type QuoteId } from '#lib/platform/ids.ts'
import { countQuotes } from '#lib/quotes/count-quotes.ts'
import { ownOpenQuote } from '#lib/quotes/own-quote.ts'
import { Quote } from '#lib/quotes/quote.model.ts'
import { showQuote } from '#lib/quotes/quote.view.ts'
import { readQuote } from '#lib/quotes/read-quotes.ts'

interface Ask {
  readonly jobId: JobId
  readonly quoteId: QuoteId
  readonly craftsman: Asker
}

/**
 * Withdraw a quote while it is Submitted (QUOTE_NOT_OPEN; QUOTE_NOT_FOUND for another's).
 * One transaction: the quote, the job's count (the last one gone makes it Posted again), the log, the
 * event. Against an acceptance at the same time exactly one wins: both write the quote.
 */
export async function withdrawQuote({ jobId, quoteId, craftsman }: Ask) {
  await inSettledCase(jobId, async (session, jobCase) => {
    await ownOpenQuote(session, { jobId, quoteId, craftsman })
    const { matchedCount } = await Quote.updateOne(
      { _id: quoteId, status: 'Submitted' },
      { $set: { status: 'Withdrawn', updatedAt: clock() } },
      { session },
    )
    if (matchedCount === 0) throw fail('QUOTE_NOT_OPEN')
    await countQuotes(session, jobCase, -1)
    await logActivity(session, {
      actor: craftsman.id,
      action: 'quote.withdraw',
      target: { kind: 'Quote', id: quoteId },
    })
    const ids = { jobId, clientId: idOf<'User'>(jobCase.job.client), quoteId, craftsmanId: craftsman.id }
    await recordEvent(session, 'quote.withdrawn', ids)
  })
  return showQuote(await readQuote(quoteId))
}
