import { openTexts } from '#lib/contact-masking/open-texts.ts'
import { isOpen } from '#lib/model/job-status.ts'
import { idOf, type QuoteId, type UserId } from '#lib/platform/ids.ts'
import { actorIn, type Principal } from '#lib/process/job-with-contract.ts'
import type { QuoteWithPeople } from '#lib/quotes/quote.view.ts'

/** Where the original of a quote's notes is encrypted. */
export const notesLocation = (quoteId: QuoteId, craftsman: UserId) => ({
  owner: craftsman,
  field: `quote:${quoteId}:notes`,
})

/** Quotes with their original notes, for those who may read them. */
export async function withOriginalNotes(
  quotes: readonly QuoteWithPeople[],
  viewer: Principal,
): Promise<QuoteWithPeople[]> {
  const sealed = quotes.flatMap((quote) => {
    const { notes, originalNotes: original } = quote
    if (!notes || !original || !mayReadOriginal(quote, viewer)) return []
    return [{ ...notesLocation(idOf(quote._id), idOf(quote.craftsman._id)), text: notes, original, quote }]
  })
  const opened = await openTexts(sealed)
  const notesOf = new Map(sealed.map(({ quote }, i) => [quote, opened[i]]))
  return quotes.map((quote) => ({ ...quote, notes: notesOf.get(quote) ?? quote.notes ?? null }))
}

export const withOriginalNote = async (quote: QuoteWithPeople, viewer: Principal): Promise<QuoteWithPeople> =>
  (await withOriginalNotes([quote], viewer))[0] ?? quote

/** The craftsman who wrote them; the client once they hired that craftsman; staff in a dispute. */
function mayReadOriginal({ craftsman, job }: QuoteWithPeople, viewer: Principal): boolean {
  if (idOf<'User'>(craftsman._id) === viewer.id) return true
  const actor = actorIn({ client: job.client, craftsman: null }, viewer)
  if (actor === 'staff') return job.status === 'Disputed'
  const isHired = job.craftsman != null && idOf<'User'>(job.craftsman) === idOf<'User'>(craftsman._id)
  return actor === 'client' && isHired && !isOpen(job.status)
}
