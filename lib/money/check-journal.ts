import type { Account } from '#lib/model/account.ts'
import type { JournalRecord, Posting } from '#lib/model/journal.model.ts'
import type { Difference } from '#lib/model/ledger-checkpoint.model.ts'
import { ruleOf } from '#lib/money/accounts.ts'
import { checksumOf } from '#lib/money/journal-checksum.ts'

/**
 * What is wrong with a journal by itself:
 * 1. its postings add up to zero
 * 2. it says what it said when it was posted
 * 3. its postings to stored accounts are numbered, and there is one at least
 */
export function checkJournal(journal: JournalRecord): readonly Difference[] {
  const what = `journal ${journal.key}`
  const postings = postingsOf(journal)
  const sum = postings.reduce((total, { amount }) => total + amount, 0)
  if (sum !== 0) return [{ what, stored: sum, derived: 0 }]
  const stored = postings.filter(({ account }) => isStored(account))
  const numbered = stored.filter(
    ({ version, balanceAfter }) => Boolean(version) && balanceAfter !== undefined,
  )
  if (stored.length === 0 || numbered.length !== stored.length)
    return [{ what, how: 'its postings are not numbered', stored: numbered.length, derived: stored.length }]
  if (journal.checksum === checksumOf(journal)) return []
  return [{ what, how: 'it was changed after it was posted', stored: 1, derived: 0 }]
}

/** The postings of a journal that somebody may have written past the code. */
export const postingsOf = ({ postings }: { readonly postings: unknown }): readonly Posting[] =>
  Array.isArray(postings) ? (postings as Posting[]) : []

/** Whether the postings of this account are numbered. The name may be any: it is what somebody may have written. */
export function isStored(account: Account): boolean {
  const rule = typeof account === 'string' ? (ruleOf(account) as ReturnType<typeof ruleOf> | undefined) : null
  return rule?.isStored ?? false
}
