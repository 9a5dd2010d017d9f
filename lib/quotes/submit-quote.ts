import type { ClientSession } from 'mongoose'
import type * as z from 'zod'
import { logActivity } from '#lib/activity/activity-log.ts'
import { fail } from '#lib/errors/app-error.ts'
import { recordEvent } from '#lib/events/outbox.ts'
import { checkCash } from '#lib/fees/check-cash.ts'
import { answerInvitation } from '#lib/invitations/answer-invitation.ts'
import { mustBeAhead } from '#lib/jobs/future.ts'
import { isOpen } from '#lib/jobs/who-may-see.ts'
import type { Asker, JobCase } from '#lib/jobs/job-case.ts'
import { inSettledCase } from '#lib/jobs/settle-job.ts'
import { DAY, after, clock } from '#lib/platform/clock.ts'
import { idOf, newId, type JobId } from '#lib/platform/ids.ts'
import { isDuplicate } from '#lib/platform/mongo.ts'
import { spendLimit } from '#lib/limits/limits.ts'
import { countQuotes } from '#lib/quotes/count-quotes.ts'
import { Quote } from '#lib/quotes/quote.model.ts'
import type { quoteOffer } from '#lib/quotes/quote.schemas.ts'
import { showQuote } from '#lib/quotes/quote.view.ts'
import { readQuote } from '#lib/quotes/read-quotes.ts'
import { currentSettings } from '#lib/settings/settings.ts'
import { checkVerified } from '#lib/users/check-verified.ts'

/**
 * Submit a quote: a craftsman names his price for an open job.
 * 1. at most so many a day (LIMIT_REACHED); verified, where the settings ask for it (VERIFICATION_REQUIRED)
 * 2. the job is Posted or Quoted (JOB_NOT_OPEN; JOB_NOT_FOUND where he may not know of it); a Cash job only
 *    where his fees are paid (FEES_DUE)
 * 3. one transaction: the quote, the job's count of open quotes (the first makes it Quoted), a Pending
 *    invitation of his accepted with it, the activity log, the event
 * He has one open quote for a job: of two at once one wins (QUOTE_EXISTS).
 */
export async function submitQuote(jobId: JobId, offer: z.output<typeof quoteOffer>, craftsman: Asker) {
  mustBeAhead('availableAt', offer.availableAt)
  await checkVerified(craftsman.id)
  await spendLimit('quotesPerDay', craftsman.id)
  const { quoteDays } = await currentSettings()
  const quoteId = newId<'Quote'>()
  const times = { createdAt: clock(), updatedAt: clock(), expiresAt: after(clock(), quoteDays * DAY) }
  await inSettledCase(jobId, async (session, jobCase) => {
    if (!isOpen(jobCase.job.status)) throw fail('JOB_NOT_OPEN')
    await checkCash(session, jobCase.job.paymentType, craftsman.id)
    const quote = {
      _id: quoteId,
      ...offer,
      ...times,
      job: jobId,
      craftsman: craftsman.id,
      status: 'Submitted' as const,
    }
    await Quote.create([quote], { session })
    await countQuotes(session, jobCase, +1)
    await answerInvitation(session, jobCase, craftsman.id, 'Accepted')
    await tell(session, jobCase, quoteId, craftsman)
  }).catch((error: unknown) => {
    throw isDuplicate(error, 'craftsman') ? fail('QUOTE_EXISTS', { cause: error }) : error
  })
  return showQuote(await readQuote(quoteId))
}

async function tell(
  session: ClientSession,
  { job }: JobCase,
  quoteId: ReturnType<typeof newId<'Quote'>>,
  by: Asker,
) {
  await logActivity(session, { actor: by.id, action: 'quote.submit', target: { kind: 'Quote', id: quoteId } })
  const ids = { jobId: idOf(job._id), clientId: idOf(job.client), quoteId, craftsmanId: by.id }
  await recordEvent(session, 'quote.submitted', ids)
}
