import type * as z from 'zod'
import { logActivity } from '#lib/activity/activity-log.ts'
import { fail } from '#lib/errors/app-error.ts'
import { recordEvent } from '#lib/events/outbox.ts'
import { mustBeAhead } from '#lib/jobs/future.ts'
import { isOpen } from '#lib/jobs/who-may-see.ts'
import type { Asker } from '#lib/jobs/job-case.ts'
import { inSettledCase } from '#lib/jobs/settle-job.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf, type JobId, type QuoteId } from '#lib/platform/ids.ts'
import { ownOpenQuote } from '#lib/quotes/own-quote.ts'
import { Quote } from '#lib/quotes/quote.model.ts'
import type { quoteChange } from '#lib/quotes/quote.schemas.ts'
import { showQuote } from '#lib/quotes/quote.view.ts'
import { readQuote } from '#lib/quotes/read-quotes.ts'

interface Ask {
  readonly jobId: JobId
  readonly quoteId: QuoteId
  readonly craftsman: Asker
}

/**
 * Change a quote while it is Submitted (QUOTE_NOT_OPEN; QUOTE_NOT_FOUND for another's).
 * One conditional write in one transaction with its event: an acceptance at the same time either hires
 * at the old price before, or finds the new one (QUOTE_CHANGED where it named the old).
 */
export async function changeQuote({ jobId, quoteId, craftsman }: Ask, change: z.output<typeof quoteChange>) {
  mustBeAhead('availableAt', change.availableAt)
  await inSettledCase(jobId, async (session, { job }) => {
    await ownOpenQuote(session, { jobId, quoteId, craftsman })
    if (!isOpen(job.status)) throw fail('QUOTE_NOT_OPEN')
    const { matchedCount } = await Quote.updateOne(
      { _id: quoteId, status: 'Submitted' },
      { $set: { ...change, updatedAt: clock() } },
      { session },
    )
    if (matchedCount === 0) throw fail('QUOTE_NOT_OPEN')
    const target = { kind: 'Quote', id: quoteId }
    const details = { fields: Object.keys(change) }
    await logActivity(session, { actor: craftsman.id, action: 'quote.change', target, details })
    const ids = { jobId, clientId: idOf<'User'>(job.client), quoteId, craftsmanId: craftsman.id }
    await recordEvent(session, 'quote.changed', ids)
  })
  return showQuote(await readQuote(quoteId))
}
