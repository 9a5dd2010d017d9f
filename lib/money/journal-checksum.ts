import { createHash } from 'node:crypto'
import type { JournalRecord } from '#lib/model/journal.model.ts'

/**
 * The checksum of a journal, over all that it says. Versions and balances show a change in the accounts that have
 * them; this shows one of the key, the kind, the time, the job, and of the accounts that have none. It is not a
 * signature: whoever changes a journal on purpose can compute it.
 */
export function checksumOf(journal: Omit<JournalRecord, '_id' | 'checksum'>): string {
  const { key, kind, at, job, reverses, postings } = journal
  const content = [
    key,
    kind,
    Number(at),
    job?.toString() ?? null,
    reverses ?? null,
    postings.map(({ account, amount, version, balanceAfter }) => [
      account,
      amount,
      version ?? null,
      balanceAfter ?? null,
    ]),
  ]
  return createHash('sha256').update(JSON.stringify(content)).digest('base64url').slice(0, 22)
}
