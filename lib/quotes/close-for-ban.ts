import type { ClientSession } from 'mongoose'
import { recordEvent } from '#lib/events/record-event.ts'
import { isOpen } from '#lib/model/job-status.ts'
import { Quote, type QuoteRecord } from '#lib/model/quote.model.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf, type UserId } from '#lib/platform/ids.ts'
import { isDuplicate, objectId, trusted } from '#lib/platform/mongo.ts'
import { withDeadlinesApplied } from '#lib/process/apply-deadlines.ts'
import type { JobWithContract } from '#lib/process/job-with-contract.ts'
import { countQuotes } from '#lib/quotes/count-quotes.ts'

type Closable = Pick<QuoteRecord, '_id' | 'job' | 'craftsman'>

/** The quotes of a craftsman that a ban closes, or that its end opens again. */
export const quotesToClose = (craftsman: UserId): Promise<Closable[]> =>
  Quote.find({ craftsman: objectId(craftsman), status: 'Submitted' }, { job: 1, craftsman: 1 }).lean()

export const quotesToReopen = (craftsman: UserId): Promise<Closable[]> =>
  Quote.find(
    { craftsman: objectId(craftsman), status: 'Withdrawn', closedByBan: true },
    { job: 1, craftsman: 1 },
  ).lean()

/**
 * Withdraws an open quote because its craftsman is banned. If its acceptance comes at the same time, exactly one of the
 * two wins, because both write the quote. Returns whether it did.
 */
export const closeQuoteForBan = (quote: Closable): Promise<boolean> =>
  withDeadlinesApplied(idOf<'Job'>(quote.job), async (tx, jobWithContract) => {
    const { matchedCount } = await Quote.updateOne(
      { _id: quote._id, status: 'Submitted' },
      { $set: { status: 'Withdrawn', closedByBan: true, updatedAt: clock() } },
      { session: tx },
    )
    if (matchedCount === 0) return false
    if (isOpen(jobWithContract.job.status)) await countQuotes(tx, jobWithContract, -1)
    await recordQuoteEvent(tx, 'quote.withdrawn', quote, jobWithContract)
    return true
  })

/**
 * A quote that a ban withdrew stands again, if its job still takes quotes, its days are not over and its craftsman has
 * made no other. Returns whether it does.
 */
export const reopenQuoteAfterBan = (quote: Closable): Promise<boolean> =>
  withDeadlinesApplied(idOf<'Job'>(quote.job), async (tx, jobWithContract) => {
    if (!isOpen(jobWithContract.job.status)) return false
    const { matchedCount } = await Quote.updateOne(
      { _id: quote._id, status: 'Withdrawn', closedByBan: true, expiresAt: trusted({ $gt: clock() }) },
      { $set: { status: 'Submitted', updatedAt: clock() }, $unset: { closedByBan: 1 } },
      { session: tx },
    )
    if (matchedCount === 0) return false
    await countQuotes(tx, jobWithContract, +1)
    await recordQuoteEvent(tx, 'quote.submitted', quote, jobWithContract)
    return true
  }).catch((error: unknown) => {
    if (isDuplicate(error, 'craftsman')) return false
    throw error
  })

const recordQuoteEvent = (
  tx: ClientSession,
  event: 'quote.withdrawn' | 'quote.submitted',
  { _id, craftsman }: Closable,
  { job }: JobWithContract,
): Promise<void> =>
  recordEvent(tx, event, {
    jobId: idOf(job._id),
    clientId: idOf(job.client),
    quoteId: idOf(_id),
    craftsmanId: idOf(craftsman),
  })
