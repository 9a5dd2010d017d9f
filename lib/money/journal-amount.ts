import type { JournalRecord } from '#lib/model/journal.model.ts'
import { asPiastres, type Piastres } from '#lib/platform/piastres.ts'

/** How much a journal moved to the one account that it credits, in piastres. */
export const journalAmount = ({ postings }: Pick<JournalRecord, 'postings'>): Piastres =>
  asPiastres(Math.max(...postings.map(({ amount }) => amount)))
