import { coverText } from '#lib/contact-masking/cover-text.ts'
import type { QuoteId, UserId } from '#lib/platform/ids.ts'
import { notesLocation } from '#lib/quotes/original-notes.ts'

interface StoredNotes {
  readonly notes?: string | null
  readonly originalNotes?: string | null
}

/** What of a quote's notes is stored: the covered text, and the original if it had contacts in it. */
export async function coverNotes(
  quoteId: QuoteId,
  craftsman: UserId,
  notes: string | null | undefined,
): Promise<StoredNotes> {
  if (notes === undefined) return {}
  if (notes === null) return { notes, originalNotes: null }
  const { text, original } = await coverText(() => notesLocation(quoteId, craftsman), notes)
  return { notes: text, originalNotes: original }
}

/** Notes that came back as everybody sees them are no change, so that they do not overwrite the original. */
export const isUnchanged = (stored: StoredNotes, change: StoredNotes): boolean =>
  Boolean(stored.originalNotes) && change.notes === stored.notes && !change.originalNotes
