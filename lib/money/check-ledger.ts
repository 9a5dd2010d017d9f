import { type Account } from '#lib/model/account.ts'
import { Balance } from '#lib/model/balance.model.ts'
import { LedgerCheckpoint, type LedgerCheckpointRecord } from '#lib/model/ledger-checkpoint.model.ts'
import { checkAccounts } from '#lib/money/check-accounts.ts'
import { isOfJournal, recheckJournals } from '#lib/money/note-journals.ts'
import { walkOn } from '#lib/money/walk-ledger.ts'
import { realTime } from '#lib/platform/clock.ts'
import { connectMongo, trusted } from '#lib/platform/mongo.ts'

const PAGE = 500

/** Of how many accounts that differ a run looks again whether they are right by now. */
const RECHECKED = 500

export interface LedgerCheck {
  /** Until when new journals are read (real time); the next run goes on. */
  readonly until: Date
  /** How many pages of older history are verified again, at most. */
  readonly auditPages: number
  /** Until when they are (real time). */
  readonly auditUntil?: Date
}

/**
 * Checks what is new in the ledger, and some of what is old:
 * 1. the accounts that had a journal since they were last checked, from their checkpoints on
 * 2. the accounts that differed: whether they are right by now
 * 3. the next pages of the rolling audit, which verifies all of history again and again
 * Returns how many accounts were checked because of new journals.
 */
export async function checkLedger({ until, auditPages, auditUntil = until }: LedgerCheck): Promise<number> {
  await connectMongo()
  const checked = await checkNew(until)
  await recheckDiffering()
  for (let page = 0; page < auditPages && realTime() < auditUntil; page += 1) {
    if ((await walkOn('audit', 'whole')) === null) break // one whole round is enough for a run
  }
  return checked
}

/** Goes once through the accounts that are marked, along the index of the mark. */
async function checkNew(until: Date): Promise<number> {
  let checked = 0
  let after: Account | undefined
  do {
    const filter = { unchecked: true, ...(after && { _id: trusted({ $gt: after }) }) }
    const marked = await Balance.find(filter, { _id: 1 }).sort({ _id: 1 }).limit(PAGE).lean()
    const accounts = marked.map(({ _id }) => _id)
    await checkAccounts(accounts)
    checked += accounts.length
    after = accounts.length === PAGE ? accounts.at(-1) : undefined
  } while (after && realTime() < until)
  return checked
}

/** Those that were not looked at for the longest time come first. */
async function recheckDiffering(): Promise<void> {
  const differing = await LedgerCheckpoint.find(DIFFERING, { _id: 1 })
    .sort({ checkedAt: 1 })
    .limit(RECHECKED)
    .lean()
  const ids = differing.map(({ _id }) => _id)
  await recheckJournals(ids.filter(isOfJournal))
  await checkAccounts(ids.filter((id) => !isOfJournal(id)) as Account[], 'whole')
}

const DIFFERING = { differsSince: trusted({ $exists: true }) }

/** What differs now, the oldest first, at most so many. */
export const differingNow = (limit: number): Promise<readonly LedgerCheckpointRecord[]> =>
  LedgerCheckpoint.find(DIFFERING).sort({ checkedAt: 1 }).limit(limit).lean()
