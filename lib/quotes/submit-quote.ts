import type { ClientSession } from 'mongoose'
import type * as z from 'zod'
import { logActivity } from '#lib/activity/log-activity.ts'
import { fail } from '#lib/errors/app-error.ts'
import { assertFuture } from '#lib/errors/assert-future.ts'
import { recordEvent } from '#lib/events/record-event.ts'
import { assertCashAllowed } from '#lib/fees/assert-cash-allowed.ts'
import { answerInvitation } from '#lib/invitations/answer-invitation.ts'
import { spendLimit } from '#lib/limits/limits.ts'
import { isOpen } from '#lib/model/job-status.ts'
import { Quote } from '#lib/model/quote.model.ts'
import { addMs, clock, DAY } from '#lib/platform/clock.ts'
import { idOf, type JobId, newId } from '#lib/platform/ids.ts'
import { isDuplicate } from '#lib/platform/mongo.ts'
import { withDeadlinesApplied } from '#lib/process/apply-deadlines.ts'
import { canSeeJob } from '#lib/process/job-visibility.ts'
import type { JobWithContract, Principal } from '#lib/process/job-with-contract.ts'
import { countQuotes } from '#lib/quotes/count-quotes.ts'
import { coverNotes } from '#lib/quotes/cover-notes.ts'
import { withOriginalNote } from '#lib/quotes/original-notes.ts'
import type { quoteOffer } from '#lib/quotes/quote.schemas.ts'
import { toQuoteView } from '#lib/quotes/quote.view.ts'
import { readQuote } from '#lib/quotes/read-quotes.ts'
import { currentSettings } from '#lib/settings/settings.ts'
import { checkVerified } from '#lib/users/check-verified.ts'

/**
 * Submit a quote: a craftsman offers a price for an open job.
 * 1. the craftsman may submit a limited number a day (LIMIT_REACHED), and is verified if the settings require it
 *    (VERIFICATION_REQUIRED)
 * 2. the job is Posted or Quoted (JOB_NOT_OPEN; JOB_NOT_FOUND if they cannot see it); for a Cash job their fees are
 *    paid (FEES_DUE)
 * 3. contacts in its notes are covered, and the original encrypted (docs/decisions/masking.md)
 * 4. one transaction: the quote, the job's count of open quotes (the first quote makes it Quoted), the acceptance of
 *    their Pending invitation, the activity log, the event
 * A craftsman has one open quote for a job: if two come at once, one wins (QUOTE_EXISTS for the other).
 */
export async function submitQuote(jobId: JobId, offer: z.output<typeof quoteOffer>, craftsman: Principal) {
  assertFuture('availableAt', offer.availableAt)
  await checkVerified(craftsman.id)
  await spendLimit('quotesPerDay', craftsman.id)
  const { quoteDays } = await currentSettings()
  const quoteId = newId<'Quote'>()
  const notes = await coverNotes(quoteId, craftsman.id, offer.notes)
  const times = { createdAt: clock(), updatedAt: clock(), expiresAt: addMs(clock(), quoteDays * DAY) }
  await withDeadlinesApplied(jobId, async (tx, jobWithContract) => {
    await checkOpen(jobWithContract, craftsman)
    await assertCashAllowed(tx, jobWithContract.job.paymentType, craftsman.id)
    const quote = {
      _id: quoteId,
      ...offer,
      ...notes,
      ...times,
      job: jobId,
      craftsman: craftsman.id,
      status: 'Submitted' as const,
    }
    await Quote.create([quote], { session: tx })
    await countQuotes(tx, jobWithContract, +1)
    await answerInvitation(tx, jobWithContract, craftsman.id, 'Accepted')
    await recordSubmission(tx, jobWithContract, quoteId, craftsman)
  }).catch((error: unknown) => {
    throw isDuplicate(error, 'craftsman') ? fail('QUOTE_EXISTS', { cause: error }) : error
  })
  return toQuoteView(await withOriginalNote(await readQuote(quoteId), craftsman))
}

/** Who could not see the job is told no more of it than that there is none. */
async function checkOpen({ job }: JobWithContract, craftsman: Principal): Promise<void> {
  if (isOpen(job.status)) return
  throw fail((await canSeeJob(job, craftsman)) ? 'JOB_NOT_OPEN' : 'JOB_NOT_FOUND')
}

async function recordSubmission(
  tx: ClientSession,
  { job }: JobWithContract,
  quoteId: ReturnType<typeof newId<'Quote'>>,
  by: Principal,
) {
  await logActivity(tx, { actor: by.id, action: 'quote.submit', target: { kind: 'Quote', id: quoteId } })
  const ids = { jobId: idOf(job._id), clientId: idOf(job.client), quoteId, craftsmanId: by.id }
  await recordEvent(tx, 'quote.submitted', ids)
}
