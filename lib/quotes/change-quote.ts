import type * as z from 'zod'
import { logActivity } from '#lib/activity/log-activity.ts'
import { fail } from '#lib/errors/app-error.ts'
import { assertFuture } from '#lib/errors/assert-future.ts'
import { recordEvent } from '#lib/events/record-event.ts'
import { isOpen } from '#lib/model/job-status.ts'
import { Quote } from '#lib/model/quote.model.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf, type JobId, type QuoteId } from '#lib/platform/ids.ts'
import { withDeadlinesApplied } from '#lib/process/apply-deadlines.ts'
import type { Principal } from '#lib/process/job-with-contract.ts'
import { coverNotes, isUnchanged } from '#lib/quotes/cover-notes.ts'
import { withOriginalNote } from '#lib/quotes/original-notes.ts'
import { ownOpenQuote } from '#lib/quotes/own-quote.ts'
import type { quoteChange } from '#lib/quotes/quote.schemas.ts'
import { toQuoteView } from '#lib/quotes/quote.view.ts'
import { readQuote } from '#lib/quotes/read-quotes.ts'

interface QuoteChangeRequest {
  readonly jobId: JobId
  readonly quoteId: QuoteId
  readonly craftsman: Principal
}

/**
 * Change a quote while it is Submitted (QUOTE_NOT_OPEN; QUOTE_NOT_FOUND for another craftsman's quote). Contacts in new
 * notes are covered, as in a new quote.
 * The change is one conditional write, in one transaction with its event. If an acceptance comes at the same time, it
 * either hires at the old price first, or sees the new price (QUOTE_CHANGED if it named the old one).
 */
export async function changeQuote(
  { jobId, quoteId, craftsman }: QuoteChangeRequest,
  change: z.output<typeof quoteChange>,
) {
  const { notes: _written, ...others } = change
  const notes = await coverNotes(quoteId, craftsman.id, change.notes)
  await withDeadlinesApplied(jobId, async (tx, { job }) => {
    const quote = await ownOpenQuote(tx, { jobId, quoteId, craftsman })
    assertFuture('availableAt', change.availableAt, quote.availableAt)
    if (!isOpen(job.status)) throw fail('QUOTE_NOT_OPEN')
    const { matchedCount } = await Quote.updateOne(
      { _id: quoteId, status: 'Submitted' },
      { $set: { ...others, ...(!isUnchanged(quote, notes) && notes), updatedAt: clock() } },
      { session: tx },
    )
    if (matchedCount === 0) throw fail('QUOTE_NOT_OPEN')
    const target = { kind: 'Quote', id: quoteId }
    const details = { fields: Object.keys(change) }
    await logActivity(tx, { actor: craftsman.id, action: 'quote.change', target, details })
    const ids = { jobId, clientId: idOf<'User'>(job.client), quoteId, craftsmanId: craftsman.id }
    await recordEvent(tx, 'quote.changed', ids)
  })
  return toQuoteView(await withOriginalNote(await readQuote(quoteId), craftsman))
}
