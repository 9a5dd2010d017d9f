import { logActivity } from '#lib/activity/log-activity.ts'
import { fail } from '#lib/errors/app-error.ts'
import { recordEvent } from '#lib/events/record-event.ts'
import { Quote } from '#lib/model/quote.model.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf, type JobId, type QuoteId } from '#lib/platform/ids.ts'
import { withDeadlinesApplied } from '#lib/process/apply-deadlines.ts'
import type { Principal } from '#lib/process/job-with-contract.ts'
import { countQuotes } from '#lib/quotes/count-quotes.ts'
import { withOriginalNote } from '#lib/quotes/original-notes.ts'
import { ownOpenQuote } from '#lib/quotes/own-quote.ts'
import { toQuoteView } from '#lib/quotes/quote.view.ts'
import { readQuote } from '#lib/quotes/read-quotes.ts'

interface QuoteWithdrawal {
  readonly jobId: JobId
  readonly quoteId: QuoteId
  readonly craftsman: Principal
}

/**
 * Withdraw a quote while it is Submitted (QUOTE_NOT_OPEN; QUOTE_NOT_FOUND for another craftsman's quote).
 * One transaction: the quote, the job's count of open quotes (without any, the job is Posted again), the activity log,
 * the event. If an acceptance comes at the same time, exactly one of the two wins, because both write the quote.
 */
export async function withdrawQuote({ jobId, quoteId, craftsman }: QuoteWithdrawal) {
  await withDeadlinesApplied(jobId, async (tx, jobWithContract) => {
    await ownOpenQuote(tx, { jobId, quoteId, craftsman })
    const { matchedCount } = await Quote.updateOne(
      { _id: quoteId, status: 'Submitted' },
      { $set: { status: 'Withdrawn', updatedAt: clock() } },
      { session: tx },
    )
    if (matchedCount === 0) throw fail('QUOTE_NOT_OPEN')
    await countQuotes(tx, jobWithContract, -1)
    await logActivity(tx, {
      actor: craftsman.id,
      action: 'quote.withdraw',
      target: { kind: 'Quote', id: quoteId },
    })
    const ids = {
      jobId,
      clientId: idOf<'User'>(jobWithContract.job.client),
      quoteId,
      craftsmanId: craftsman.id,
    }
    await recordEvent(tx, 'quote.withdrawn', ids)
  })
  return toQuoteView(await withOriginalNote(await readQuote(quoteId), craftsman))
}
