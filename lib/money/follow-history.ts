import type { Account } from '#lib/model/account.ts'
import type { JournalRecord } from '#lib/model/journal.model.ts'
import type { Difference } from '#lib/model/ledger-checkpoint.model.ts'
import { ruleOf } from '#lib/money/accounts.ts'
import { checkJournal, postingsOf } from '#lib/money/check-journal.ts'

/** A place in the history of an account: the balance after the posting with this version. */
export interface Position {
  readonly version: number
  /** In piastres. Null if it is not known yet: the next posting tells it. */
  readonly posted: number | null
}

export const BEGINNING: Position = { version: 0, posted: 0 }

interface Stretch {
  readonly account: Account
  readonly from: Position
  /** Those with a posting to the account in this stretch of its history; others are left out. */
  readonly journals: readonly JournalRecord[]
  /** What was verified before: the history still has to pass through it. */
  readonly checkpoint?: Position | undefined
}

/**
 * Follows the history of an account along the versions of its postings, and says where it stands and what is wrong:
 * 1. no version is missing, none occurs twice
 * 2. each posting leaves the balance before it plus its amount, within the bound of the account
 * 3. at the checkpoint the balance is the one that was verified
 * 4. each journal on the way is right by itself
 * After a difference it goes on from what is stored, so that one fault shows once, where it is.
 */
export function followHistory({ account, from, journals, checkpoint }: Stretch) {
  const differences: Difference[] = []
  const postings = journals
    .flatMap((journal) => postingsOf(journal).map((posting) => ({ ...posting, journal })))
    .filter((posting) => posting.account === account && (posting.version ?? 0) > from.version)
    .toSorted((a, b) => (a.version ?? 0) - (b.version ?? 0))
  let at = from
  for (const { version = 0, amount, balanceAfter = 0, journal } of postings) {
    differences.push(...checkJournal(journal))
    const step = { account, version, amount, balanceAfter, key: journal.key }
    differences.push(...checkStep(at, step, checkpoint))
    at = { version, posted: balanceAfter }
  }
  return { at, differences }
}

interface Step {
  readonly account: Account
  readonly version: number
  readonly amount: number
  readonly balanceAfter: number
  readonly key: string
}

function checkStep(
  at: Position,
  { account, version, amount, balanceAfter, key }: Step,
  checkpoint: Position | undefined,
): readonly Difference[] {
  const differ = (how: string, stored: number, derived: number) => [{ what: account, how, stored, derived }]
  if (version === at.version) return differ(`version ${version} occurs twice (journal ${key})`, 2, 1)
  if (version !== at.version + 1)
    return differ(`version ${at.version + 1} is missing`, version, at.version + 1)
  if (at.posted !== null && at.posted + amount !== balanceAfter)
    return differ(
      `version ${version} (journal ${key}) does not follow from the one before`,
      balanceAfter,
      at.posted + amount,
    )
  if (version === checkpoint?.version && checkpoint.posted !== balanceAfter)
    return differ(`version ${version} is not what was verified before`, balanceAfter, checkpoint.posted ?? 0)
  return isBeyond(account, balanceAfter)
    ? differ(`version ${version} (journal ${key}) is beyond the bound`, balanceAfter, 0)
    : []
}

/** Whether a balance is beyond the bound of its account. */
export function isBeyond(account: Account, balance: number): boolean {
  const { bound } = ruleOf(account)
  return bound === 'atLeast0' ? balance < 0 : bound === 'atMost0' && balance > 0
}
