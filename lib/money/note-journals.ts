import { Journal, type JournalRecord } from '#lib/model/journal.model.ts'
import { LedgerCheckpoint } from '#lib/model/ledger-checkpoint.model.ts'
import { checkJournal, isStored, postingsOf } from '#lib/money/check-journal.ts'
import { realTime } from '#lib/platform/clock.ts'
import { trusted } from '#lib/platform/mongo.ts'

const PREFIX = 'journal:'

/** Whether a checkpoint is one of a journal, and not of an account. */
export const isOfJournal = (id: string): boolean => id.startsWith(PREFIX)

/**
 * Notes what differs in journals that are in the history of no account, so that staff are told. All others are noted
 * at their accounts.
 */
export async function noteJournals(journals: readonly JournalRecord[]): Promise<void> {
  for (const journal of journals) {
    const differences = [...checkJournal(journal)]
    if (differences.length === 0) continue
    if (postingsOf(journal).some(({ account, version }) => isStored(account) && version)) continue
    const at = realTime()
    await LedgerCheckpoint.updateOne(
      { _id: `${PREFIX}${journal.key}` },
      {
        $set: { version: 0, posted: 0, checkedAt: at, differences },
        $setOnInsert: { differsSince: at },
      },
      { upsert: true },
    )
  }
}

/** Forgets those of which nothing differs any more, and notes the others again. */
export async function recheckJournals(ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  const keys = ids.map((id) => id.slice(PREFIX.length))
  const journals = await Journal.find({ key: trusted({ $in: keys }) }).lean()
  const wrong = new Set(journals.filter((journal) => checkJournal(journal).length > 0).map(({ key }) => key))
  const right = keys.filter((key) => !wrong.has(key)).map((key) => `${PREFIX}${key}`)
  await LedgerCheckpoint.deleteMany({ _id: trusted({ $in: right }) })
  await noteJournals(journals)
}
