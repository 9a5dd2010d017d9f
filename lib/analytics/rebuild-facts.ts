import type { Types } from 'mongoose'
import type { CellChanges } from '#lib/analytics/cells.ts'
import { readFacts, type Subject } from '#lib/analytics/count.ts'
import type { Rebuild } from '#lib/analytics/rebuild-state.ts'
import { insertCells } from '#lib/analytics/write-cells.ts'
import { AnalyticsFact, type AnalyticsFactRecord } from '#lib/model/analytics-fact.model.ts'
import { Job } from '#lib/model/job.model.ts'
import { Journal } from '#lib/model/journal.model.ts'
import { Payout } from '#lib/model/payout.model.ts'
import { PENDING_FEES, Transaction } from '#lib/model/transaction.model.ts'
import { User } from '#lib/model/user.model.ts'
import { reported } from '#lib/money/accounts.ts'
import { trusted } from '#lib/platform/mongo.ts'
import { rawCollection } from '#lib/platform/raw-collection.ts'
import { inPages, sideBySide } from '#lib/platform/side-by-side.ts'

/** So many subjects are read at a time, and so many pages are read and stored at once. */
const PAGE_SIZE = 500
const PAGES_AT_ONCE = 4

/**
 * So many additions to cells are gathered before the cells of the earlier days are written: some 50 MB. Jobs come nearly
 * in the order of time, so that those cells are seldom needed again.
 */
const MAX_ADDITIONS = 3_000_000

/** Stores what each subject of a kind adds, read as the workers read it that count what was touched. */
export async function storeFacts(rebuild: Rebuild, subject: Subject, cells: CellChanges): Promise<void> {
  const { generation } = rebuild
  await sideBySide(inPages(idsOf(subject), PAGE_SIZE), PAGES_AT_ONCE, async (ids) => {
    const facts = await readFacts(subject, ids, null)
    const records = [...facts].map(([id, fact]): AnalyticsFactRecord => ({
      _id: `${generation}:${subject}:${id}`,
      generation,
      ...fact,
      ...(fact.done && { isRepeat: false, isRebooked: false }), // until it is known who came back
    }))
    for (const fact of facts.values()) for (const entry of fact.entries) cells.add(entry, 1)
    if (records.length > 0)
      await rawCollection<AnalyticsFactRecord>(AnalyticsFact).insertMany(records, { ordered: false })
    if (cells.size > MAX_ADDITIONS) await insertCells(cells.takeEarlierDays(), cells.names, generation)
    await rebuild.advance(ids.length)
  })
}

interface Found {
  readonly _id: Types.ObjectId
}

const QUERY_OF = {
  job: () => Job.find({}, { _id: 1 }).sort({ _id: 1 }),
  user: () => User.find({}, { _id: 1 }).sort({ _id: 1 }),
  payout: () => Payout.find({}, { _id: 1 }).sort({ _id: 1 }),
  journal: () =>
    Journal.find(
      { job: trusted({ $exists: false }), 'postings.account': trusted({ $in: reported() }) },
      { _id: 1 },
    ).sort({ _id: 1 }),
} as const

async function* idsOf(subject: Subject): AsyncGenerator<string> {
  if (subject !== 'debt') {
    for await (const { _id } of QUERY_OF[subject]().lean().cursor() as AsyncIterable<Found>) {
      yield _id.toHexString()
    }
    return
  }
  let last = ''
  const fees = Transaction.find({ type: 'Fee', status: 'Pending' }, { user: 1 })
  for await (const { user } of fees
    .sort({ user: 1, createdAt: 1, _id: 1 })
    .hint(PENDING_FEES)
    .lean()
    .cursor()) {
    if (user.toHexString() !== last) yield (last = user.toHexString())
  }
}
