import mongoose, { type ClientSession } from 'mongoose'
import type { Account } from '#lib/model/account.ts'
import { Balance, type BalanceRecord } from '#lib/model/balance.model.ts'
import { Journal, type JournalRecord } from '#lib/model/journal.model.ts'
import {
  type Difference,
  LedgerCheckpoint,
  type LedgerCheckpointRecord,
} from '#lib/model/ledger-checkpoint.model.ts'
import { debtOf, prepaidOf, walletOf } from '#lib/money/accounts.ts'
import { checkStatements, ownerOf } from '#lib/money/check-statements.ts'
import { BEGINNING, followHistory, isBeyond, type Position } from '#lib/money/follow-history.ts'
import { type CheckedAccount, saveCheckpoints } from '#lib/money/save-checkpoints.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { connectMongo, trusted } from '#lib/platform/mongo.ts'

/**
 * How much of an account is read: what is `new` since its checkpoint; its `whole` history, which still has to pass
 * through the checkpoint; or all of it `anew`, as if nothing had been verified yet.
 */
export type Reach = 'new' | 'whole' | 'anew'

const ACCOUNTS_AT_ONCE = 100
const POSTINGS_AT_ONCE = 5_000
const POSTINGS_OF_ONE = 1_000

/**
 * Verifies accounts, keeps how far each was verified, and returns what differs, by account:
 * 1. its history goes on from the checkpoint without a gap or a double, and its journals are right by themselves
 * 2. the stored balance and its version are where the history ends
 * 3. what the owner of a wallet sees agrees with their accounts
 * Which postings are new is told by their versions and not by a time, so a journal that commits late is never passed
 * over. Each account is compared at one instant, so this can run while people pay. An account of which something
 * differed is read as a whole until it is right.
 */
export async function checkAccounts(
  accounts: readonly Account[],
  reach: Reach = 'new',
): Promise<ReadonlyMap<Account, readonly Difference[]>> {
  await connectMongo()
  const differing = new Map<Account, readonly Difference[]>()
  const all = [...new Set(accounts)]
  for (let i = 0; i < all.length; i += ACCOUNTS_AT_ONCE) {
    const checked = await followToEnd(all.slice(i, i + ACCOUNTS_AT_ONCE), reach)
    await saveCheckpoints(checked, reach === 'anew')
    for (const { account, differences } of checked)
      if (differences.length > 0) differing.set(account, differences)
  }
  return differing
}

/** An account whose history is being followed, page by page. */
interface Reading {
  readonly account: Account
  readonly isWhole: boolean
  readonly checkpoint: LedgerCheckpointRecord | undefined
  readonly at: Position
  readonly differences: readonly Difference[]
}

async function followToEnd(accounts: readonly Account[], reach: Reach): Promise<readonly CheckedAccount[]> {
  const checked: CheckedAccount[] = []
  let open = await beginReading(accounts, reach)
  while (open.length > 0) {
    const page = await readPage(open)
    checked.push(...page.checked)
    open = page.open
  }
  return checked
}

async function beginReading(accounts: readonly Account[], reach: Reach): Promise<readonly Reading[]> {
  const stored = await LedgerCheckpoint.find({ _id: trusted({ $in: accounts }) }).lean()
  const byAccount = new Map(stored.map((checkpoint) => [checkpoint._id, checkpoint]))
  return accounts.map((account) => {
    const checkpoint = byAccount.get(account)
    const isWhole = reach !== 'new' || !checkpoint || checkpoint.differences !== undefined
    // from before the posting at the checkpoint, so that it is read as well
    const at =
      isWhole || checkpoint.version === 0 ? BEGINNING : { version: checkpoint.version - 1, posted: null }
    return { account, isWhole, checkpoint: reach === 'anew' ? undefined : checkpoint, at, differences: [] }
  })
}

interface Page {
  readonly checked: readonly CheckedAccount[]
  readonly open: readonly Reading[]
}

/** Reads on in as many histories as fit into one page, at one instant. Those that end there are compared. */
async function readPage(readings: readonly Reading[]): Promise<Page> {
  const tx = await mongoose.startSession({ snapshot: true })
  try {
    const balances = await readBalances(tx, readings)
    const { now, later } = chooseNext(readings, balances)
    const journals = await readJournals(tx, now, balances)
    const followed = now.map(({ reading, isLast }) => {
      const { account, at: from, checkpoint } = reading
      const { at, differences } = followHistory({ account, from, journals, checkpoint })
      return { reading: { ...reading, at, differences: [...reading.differences, ...differences] }, isLast }
    })
    const ended = followed.filter(({ isLast }) => isLast).map(({ reading }) => reading)
    const going = followed.filter(({ isLast }) => !isLast).map(({ reading }) => reading)
    return { checked: await compare(tx, ended, balances), open: [...going, ...later] }
  } finally {
    await tx.endSession()
  }
}

type BalancesByAccount = ReadonlyMap<string, BalanceRecord>

/** The balances of the accounts, and of all accounts of the people who own them. */
async function readBalances(tx: ClientSession, readings: readonly Reading[]): Promise<BalancesByAccount> {
  const accounts = readings.flatMap(({ account }) => {
    const owner = ownerOf(account) as UserId | null
    return owner ? [walletOf(owner), prepaidOf(owner), debtOf(owner)] : [account]
  })
  const balances = await Balance.find({ _id: trusted({ $in: [...new Set(accounts)] }) })
    .session(tx)
    .lean()
  return new Map(balances.map((balance) => [balance._id, balance]))
}

interface Next {
  readonly reading: Reading
  /** Whether the rest of its history is in this page. */
  readonly isLast: boolean
}

function chooseNext(readings: readonly Reading[], balances: BalancesByAccount) {
  const [now, later]: [Next[], Reading[]] = [[], []]
  let postings = 0
  for (const reading of readings) {
    const left = Math.max(0, (balances.get(reading.account)?.version ?? 0) - reading.at.version)
    if (postings > 0 && postings + Math.min(left, POSTINGS_OF_ONE) > POSTINGS_AT_ONCE) later.push(reading)
    else now.push({ reading, isLast: left <= POSTINGS_OF_ONE })
    postings += Math.min(left, POSTINGS_OF_ONE)
  }
  return { now, later }
}

/** A history is read up to a version, and its last page without an end: nothing may come after its balance. */
async function readJournals(tx: ClientSession, next: readonly Next[], balances: BalancesByAccount) {
  const stretches = next.map(({ reading: { account, at }, isLast }) => {
    const version = { $gt: at.version, ...(!isLast && { $lte: at.version + POSTINGS_OF_ONE }) }
    return { postings: { $elemMatch: { account, version } } }
  })
  if (stretches.length === 0) return []
  const most = POSTINGS_AT_ONCE + POSTINGS_OF_ONE + balances.size
  return Journal.aggregate<JournalRecord>([{ $match: { $or: stretches } }, { $limit: most }]).session(tx)
}

async function compare(
  tx: ClientSession,
  readings: readonly Reading[],
  balances: BalancesByAccount,
): Promise<readonly CheckedAccount[]> {
  const users = [...new Set(readings.flatMap(({ account }) => ownerOf(account) ?? []))]
  const posted = new Map([...balances].map(([account, balance]) => [account, balance.posted]))
  const statements = await checkStatements(tx, posted, users)
  return readings.map((reading) => {
    const { account } = reading
    const balance = balances.get(account)
    const ofOwner = statements.get(ownerOf(account) ?? '') ?? []
    const differences = [...reading.differences, ...checkEnd(reading, balance), ...ofOwner]
    const { version, posted: end } = reading.at
    return { ...reading, version, posted: end ?? 0, differences, balance }
  })
}

/** The balance and its version are where the history ends, and that is not before the checkpoint. */
function checkEnd(
  { account, at, checkpoint }: Reading,
  balance: BalanceRecord | undefined,
): readonly Difference[] {
  const { posted = 0, version = 0 } = balance ?? {}
  const verified = checkpoint?.version ?? 0
  if (at.posted !== null && at.posted !== posted)
    return [{ what: account, stored: posted, derived: at.posted }]
  if (at.version !== version)
    return [{ what: account, how: 'its version differs', stored: version, derived: at.version }]
  if (at.version < verified)
    return [
      {
        what: account,
        how: 'postings are missing that were verified',
        stored: at.version,
        derived: verified,
      },
    ]
  return isBeyond(account, posted)
    ? [{ what: `${account} is beyond its bound`, stored: posted, derived: posted }]
    : []
}
