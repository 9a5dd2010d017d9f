import type { PipelineStage } from 'mongoose'
import { withJobBrief } from '#lib/embedded/job-brief.ts'
import { withPerson } from '#lib/embedded/person.ts'
import { fail } from '#lib/errors/app-error.ts'
import type { Order } from '#lib/lists/order.ts'
import { along } from '#lib/lists/read-page.ts'
import { Quote } from '#lib/model/quote.model.ts'
import { clock } from '#lib/platform/clock.ts'
import type { QuoteId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'
import type { QuoteWithPeople } from '#lib/quotes/quote.view.ts'

/** As verificationStatusAt has it. */
const verifiedAt = (at: Date): Record<string, unknown> => ({
  verified: {
    $and: [
      { $eq: ['$craftsmanInfo.verificationStatus', 'Verified'] },
      { $gt: [{ $ifNull: ['$craftsmanInfo.verifiedUntil', new Date(at.getTime() + 1)] }, at] },
    ],
  },
})

/** Reads quotes with their job and craftsman in one round trip. */
export const readQuotes = (stages: readonly PipelineStage[], index?: Order): Promise<QuoteWithPeople[]> =>
  Quote.aggregate<QuoteWithPeople>([
    ...stages,
    ...withJobBrief,
    ...withPerson('craftsman', verifiedAt(clock())),
  ])
    .option(along(index))
    .exec()

/** One quote. Throws QUOTE_NOT_FOUND. */
export async function readQuote(quoteId: QuoteId): Promise<QuoteWithPeople> {
  const [quote] = await readQuotes([{ $match: { _id: objectId(quoteId) } }])
  if (!quote) throw fail('QUOTE_NOT_FOUND')
  return quote
}
