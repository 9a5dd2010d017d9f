import mongoose, { Types } from 'mongoose'
import type { Account } from '#lib/model/account.ts'
import { Balance } from '#lib/model/balance.model.ts'
import { Journal, type JournalRecord } from '#lib/model/journal.model.ts'
import { LedgerCheckpoint } from '#lib/model/ledger-checkpoint.model.ts'
import {
  LedgerWalk,
  type LedgerWalkRecord,
  WALK_STAGES,
  type WalkStage,
} from '#lib/model/ledger-walk.model.ts'
import { Transaction } from '#lib/model/transaction.model.ts'
import { User } from '#lib/model/user.model.ts'
import { walletOf } from '#lib/money/accounts.ts'
import { checkAccounts, type Reach } from '#lib/money/check-accounts.ts'
import { checkJournal, isStored, postingsOf } from '#lib/money/check-journal.ts'
import { checkStatements } from '#lib/money/check-statements.ts'
import { noteJournals } from '#lib/money/note-journals.ts'
import { realTime } from '#lib/platform/clock.ts'
import { idOf, type UserId } from '#lib/platform/ids.ts'
import { trusted } from '#lib/platform/mongo.ts'

const PAGE: Readonly<Record<WalkStage, number>> = { journals: 1_000, accounts: 200, users: 200 }

/** How a walk begins. */
const FIRST = { stage: WALK_STAGES[0], journals: 0, accounts: 0, users: 0 } as const

interface PageRead {
  readonly count: number
  /** The last id of the page; undefined if there is no further page. */
  readonly after?: string
}

/**
 * Reads the next page of a walk over the whole ledger, and keeps how far it has come. Returns null when the walk is at
 * its end; the next one then begins anew:
 * 1. journals, in the order of their ids: each is right by itself, and each of its accounts has come to its version
 * 2. accounts: their whole histories and balances, also of those whose balance was dropped
 * 3. users: what they see agrees with their accounts, also where they have none
 * Whoever stops a walk loses the page that it is reading, and no more.
 */
export async function walkOn(name: LedgerWalkRecord['_id'], reach: Reach): Promise<LedgerWalkRecord | null> {
  const now = realTime()
  const begun: LedgerWalkRecord | null = await LedgerWalk.findById(name).lean()
  const walk: LedgerWalkRecord = begun ?? { _id: name, ...FIRST, startedAt: now, updatedAt: now }
  const { count, after } = await READ[walk.stage](walk.after, reach)
  const stage = after === undefined ? WALK_STAGES[WALK_STAGES.indexOf(walk.stage) + 1] : walk.stage
  if (!stage) {
    await LedgerWalk.deleteOne({ _id: name })
    return null
  }
  const next = { ...walk, stage, [walk.stage]: walk[walk.stage] + count, updatedAt: realTime() }
  if (after === undefined) delete next.after
  else next.after = after
  await LedgerWalk.replaceOne({ _id: name }, next, { upsert: true })
  return next
}

type ReadPage = (after: string | undefined, reach: Reach) => Promise<PageRead>

const READ: Readonly<Record<WalkStage, ReadPage>> = {
  journals: readJournals,
  accounts: readAccounts,
  users: readUsers,
}

const beyond = (after: string | undefined) =>
  after === undefined ? {} : { _id: trusted({ $gt: new Types.ObjectId(after) }) }

const pageOf = (stage: WalkStage, ids: readonly (Types.ObjectId | string)[]): PageRead => {
  const last = ids.at(-1)
  return { count: ids.length, ...(last && ids.length === PAGE[stage] && { after: last.toString() }) }
}

async function readJournals(after: string | undefined, reach: Reach): Promise<PageRead> {
  const journals = await Journal.find(beyond(after)).sort({ _id: 1 }).limit(PAGE.journals).lean()
  const wrong = journals.filter((journal) => checkJournal(journal).length > 0)
  await noteJournals(wrong)
  const doubtful = [...wrong.flatMap(storedAccounts), ...(await aheadOfBalance(journals))]
  await checkAccounts(doubtful, reach === 'new' ? 'whole' : reach)
  return pageOf(
    'journals',
    journals.map(({ _id }) => _id),
  )
}

const storedAccounts = (journal: JournalRecord): readonly Account[] =>
  postingsOf(journal)
    .map(({ account }) => account)
    .filter(isStored)

/** Accounts that have no balance, or one that has not come to the version of a posting. */
async function aheadOfBalance(journals: readonly JournalRecord[]): Promise<readonly Account[]> {
  const accounts = [...new Set(journals.flatMap(storedAccounts))]
  const balances = await Balance.find({ _id: trusted({ $in: accounts }) }, { version: 1 }).lean()
  const versions = new Map(balances.map(({ _id, version }) => [_id, version]))
  return journals
    .flatMap(postingsOf)
    .filter(({ account, version = 0 }) => isStored(account) && version > (versions.get(account) ?? 0))
    .map(({ account }) => account)
}

/** The balances of a page, and the accounts between them that were verified once and have no balance any more. */
async function readAccounts(after: string | undefined, reach: Reach): Promise<PageRead> {
  const from = after === undefined ? {} : { $gt: after as Account }
  const balances = await Balance.find(after === undefined ? {} : { _id: trusted(from) }, { _id: 1 })
    .sort({ _id: 1 })
    .limit(PAGE.accounts)
    .lean()
  const page = pageOf(
    'accounts',
    balances.map(({ _id }) => _id),
  )
  const range = { ...from, ...(page.after && { $lte: page.after }) }
  const filter = Object.keys(range).length > 0 ? { _id: trusted(range) } : {}
  const verified = await LedgerCheckpoint.find(filter, { _id: 1 }).lean()
  const accounts = [...balances, ...verified].map(({ _id }) => _id as Account)
  await checkAccounts(accounts.filter(isStored), reach)
  return page
}

/** The users of a page, and whoever between them has transactions without being a user. */
async function readUsers(after: string | undefined, reach: Reach): Promise<PageRead> {
  const users = await User.find(beyond(after), { _id: 1 }).sort({ _id: 1 }).limit(PAGE.users).lean()
  const page = pageOf(
    'users',
    users.map(({ _id }) => _id),
  )
  const range = {
    ...(after && { $gt: new Types.ObjectId(after) }),
    ...(page.after && { $lte: new Types.ObjectId(page.after) }),
  }
  const owners = await Transaction.distinct(
    'user',
    Object.keys(range).length > 0 ? { user: trusted(range) } : {},
  )
  const ids = [...new Set([...users.map(({ _id }) => _id), ...owners].map((id) => idOf<'User'>(id)))]
  await checkAccounts((await differingUsers(ids)).map(walletOf), reach)
  return page
}

async function differingUsers(users: readonly UserId[]): Promise<readonly UserId[]> {
  if (users.length === 0) return []
  const accounts = users.flatMap((user) =>
    ['wallet', 'prepaid', 'debt'].map((kind) => `${kind}:${user}` as Account),
  )
  const tx = await mongoose.startSession({ snapshot: true })
  try {
    const balances = await Balance.find({ _id: trusted({ $in: accounts }) })
      .session(tx)
      .lean()
    const posted = new Map(balances.map((balance) => [balance._id, balance.posted]))
    return [...(await checkStatements(tx, posted, users)).keys()] as UserId[]
  } finally {
    await tx.endSession()
  }
}
