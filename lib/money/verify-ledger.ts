import mongoose, { type ClientSession } from 'mongoose'
import type { Account } from '#lib/model/account.ts'
import { Balance } from '#lib/model/balance.model.ts'
import { Journal } from '#lib/model/journal.model.ts'
import type { Difference } from '#lib/model/ledger-checkpoint.model.ts'
import { ruleOf } from '#lib/money/accounts.ts'
import { checkJournal, isStored } from '#lib/money/check-journal.ts'
import { checkStatements } from '#lib/money/check-statements.ts'
import { BEGINNING, followHistory } from '#lib/money/follow-history.ts'
import { connectMongo } from '#lib/platform/mongo.ts'

/**
 * Computes every balance from the journals and compares it with the stored one, at one instant and in memory: it is
 * what tests ask, and says of everything whether it is right. What runs at any size is `checkLedger`.
 * 1. the postings of each journal, and so of all journals, add up to zero
 * 2. each stored balance is the sum of its account’s postings; no balance is beyond its bound
 * 3. the wallet balance that a craftsman sees is the sum of their Completed transactions; it equals the sum of their
 *    accounts: earnings, prepaid money and what is reserved for withdrawals; their Pending fees are their debt
 * 4. the versions of each account have no gap and no double, and each posting follows from the one before; no journal
 *    was changed
 * Returns every difference, one for each account and journal. If there is none, the ledger is right.
 */
export async function verifyLedger(): Promise<readonly Difference[]> {
  await connectMongo()
  const tx = await mongoose.startSession({ snapshot: true })
  try {
    const derived = await sumsOfJournals(tx)
    const amounts = [
      ...(await unbalancedJournals(tx)),
      ...(await differingBalances(tx, derived)),
      ...[...(await checkStatements(tx, derived)).values()].flat(),
    ]
    return [...amounts, ...(await differingHistories(tx, amounts))]
  } finally {
    await tx.endSession()
  }
}

type Sums = ReadonlyMap<string, number>

async function sumsOfJournals(tx: ClientSession): Promise<Sums> {
  const sums = await Journal.aggregate<{ _id: Account; sum: number }>([
    { $unwind: '$postings' },
    { $group: { _id: '$postings.account', sum: { $sum: '$postings.amount' } } },
  ]).session(tx)
  return new Map(sums.map(({ _id, sum }) => [_id, sum]))
}

async function unbalancedJournals(tx: ClientSession): Promise<readonly Difference[]> {
  const unbalanced = await Journal.aggregate<{ key: string; sum: number }>([
    { $project: { key: 1, sum: { $sum: '$postings.amount' } } },
    { $match: { sum: { $ne: 0 } } },
  ]).session(tx)
  return unbalanced.map(({ key, sum }) => ({ what: `journal ${key}`, stored: sum, derived: 0 }))
}

async function differingBalances(tx: ClientSession, derived: Sums): Promise<readonly Difference[]> {
  const balances = await Balance.find().session(tx).lean()
  const stored = new Map<string, number>(balances.map(({ _id, posted }) => [_id, posted]))
  const known = [...stored.keys(), ...derived.keys()]
  const accounts = new Set(known.filter((name) => ruleOf(name as Account).isStored))
  return [...accounts].flatMap((account) => {
    const actual = stored.get(account) ?? 0
    const expected = derived.get(account) ?? 0
    const { bound } = ruleOf(account as Account)
    const isOutside = bound === 'atLeast0' ? expected < 0 : bound === 'atMost0' && expected > 0
    if (actual === expected && !isOutside) return []
    return [
      { what: isOutside ? `${account} is beyond its bound` : account, stored: actual, derived: expected },
    ]
  })
}

/** The histories of the accounts of which nothing was said yet, and the journals that were changed. */
async function differingHistories(
  tx: ClientSession,
  found: readonly Difference[],
): Promise<readonly Difference[]> {
  const known = new Set(found.map(({ what }) => what))
  const journals = await Journal.find().session(tx).lean()
  const balances = await Balance.find().session(tx).lean()
  const postings = journals.flatMap((journal) =>
    journal.postings.map(({ account }) => ({ account, journal })),
  )
  const ofAccount = Map.groupBy(postings, ({ account }) => account)
  const accounts = new Set([...ofAccount.keys(), ...balances.map(({ _id }) => _id)])
  const histories = [...accounts].filter(isStored).flatMap((account) => {
    const own = (ofAccount.get(account) ?? []).map(({ journal }) => journal)
    const { at, differences } = followHistory({ account, from: BEGINNING, journals: own })
    const version = balances.find(({ _id }) => _id === account)?.version ?? 0
    const end = { what: account, how: 'its version differs', stored: version, derived: at.version }
    return version === at.version ? differences : [...differences, end]
  })
  const unnumbered = journals.flatMap(checkJournal)
  const byWhat = new Map([...unnumbered, ...histories].map((difference) => [difference.what, difference]))
  return [...byWhat.values()].filter(({ what }) => !known.has(what))
}
