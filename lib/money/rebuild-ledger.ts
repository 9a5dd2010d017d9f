import type { Account } from '#lib/model/account.ts'
import { type Difference, LedgerCheckpoint } from '#lib/model/ledger-checkpoint.model.ts'
import { LedgerWalk, type LedgerWalkRecord } from '#lib/model/ledger-walk.model.ts'
import { checkAccounts } from '#lib/money/check-accounts.ts'
import { checkLedger } from '#lib/money/check-ledger.ts'
import { isOfJournal, recheckJournals } from '#lib/money/note-journals.ts'
import { walkOn } from '#lib/money/walk-ledger.ts'
import { addMs, MINUTE, realTime } from '#lib/platform/clock.ts'
import { connectMongo, trusted } from '#lib/platform/mongo.ts'

interface Rebuild {
  /** Called after each page, with how far it has come. */
  readonly onPage?: (walk: LedgerWalkRecord) => void
  /** Whether to stop after this page. */
  readonly isStopped?: () => boolean
}

interface Rebuilt {
  /** How many journals were read. */
  readonly journals: number
  readonly differences: readonly Difference[]
}

/** How far a rebuild that was stopped has come, or null if the next one begins at the first journal. */
export async function rebuildInProgress(): Promise<LedgerWalkRecord | null> {
  await connectMongo()
  return LedgerWalk.findById('rebuild').lean()
}

/** Forgets how far a rebuild has come. */
export async function restartRebuild(): Promise<void> {
  await connectMongo()
  await LedgerWalk.deleteOne({ _id: 'rebuild' })
}

/**
 * Verifies the whole ledger from the first journal on, page by page, and sets every checkpoint anew, whatever was
 * verified before. It goes on where the last one was stopped, and can run while people pay: what is posted behind it is
 * marked, and is checked at its end. Then it looks again at all that differed. Returns what differs, or null if it was
 * stopped.
 */
export async function rebuildLedger({ onPage, isStopped }: Rebuild = {}): Promise<Rebuilt | null> {
  await connectMongo()
  let journals = 0
  for (let walk = await walkOn('rebuild', 'anew'); walk; walk = await walkOn('rebuild', 'anew')) {
    journals = walk.journals
    onPage?.(walk)
    if (isStopped?.()) return null
  }
  await checkLedger({ until: addMs(realTime(), MINUTE), auditPages: 0 })
  return { journals, differences: await recheckAll() }
}

const PAGE = 500

/** Looks at all that differs once more, and returns what is left. */
async function recheckAll(): Promise<readonly Difference[]> {
  const differences: Difference[] = []
  const began = realTime()
  for (let ids = await differingBefore(began); ids.length > 0; ids = await differingBefore(began)) {
    await recheckJournals(ids.filter(isOfJournal))
    await checkAccounts(ids.filter((id) => !isOfJournal(id)) as Account[], 'anew')
    const left = await LedgerCheckpoint.find({ _id: trusted({ $in: ids }) })
      .sort({ _id: 1 })
      .lean()
    differences.push(...left.flatMap((checkpoint) => checkpoint.differences ?? []))
  }
  return once(differences)
}

/** What differs and was not looked at since then. */
async function differingBefore(time: Date): Promise<readonly string[]> {
  const filter = { differsSince: trusted({ $exists: true }), checkedAt: trusted({ $lt: time }) }
  const found = await LedgerCheckpoint.find(filter, { _id: 1 }).sort({ checkedAt: 1 }).limit(PAGE).lean()
  return found.map(({ _id }) => _id)
}

/** A journal, and what a person sees, differ at each of their accounts. They are named once. */
const once = (differences: readonly Difference[]): readonly Difference[] => [
  ...new Map(differences.map((difference) => [JSON.stringify(difference), difference])).values(),
]
