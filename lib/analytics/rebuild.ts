import type { Types } from 'mongoose'
import { CellChanges } from '#lib/analytics/cells.ts'
import { readFacts, type Subject, SUBJECTS } from '#lib/analytics/count.ts'
import { entryOfPush } from '#lib/analytics/other-entries.ts'
import { addPerson, type PersonState, type Side, SIDES } from '#lib/analytics/people.ts'
import { entryOfReturn, returnsOf } from '#lib/analytics/repeats.ts'
import { AnalyticsCell } from '#lib/model/analytics-cell.model.ts'
import { AnalyticsFact, type AnalyticsFactRecord } from '#lib/model/analytics-fact.model.ts'
import { AnalyticsPerson } from '#lib/model/analytics-person.model.ts'
import { AnalyticsState } from '#lib/model/analytics-state.model.ts'
import { Job } from '#lib/model/job.model.ts'
import { Notification } from '#lib/model/notification.model.ts'
import { Payout } from '#lib/model/payout.model.ts'
import { PENDING_FEES, Transaction } from '#lib/model/transaction.model.ts'
import { User } from '#lib/model/user.model.ts'
import { addMs, MINUTE, realTime } from '#lib/platform/clock.ts'
import { inTransaction, trusted } from '#lib/platform/mongo.ts'

/** A rebuild says so often that it is alive; one that was silent for so long has died. */
const ALIVE_MS = 5 * MINUTE

/** So many subjects are read at a time, and so many cells are gathered before they are written. */
const PAGE_SIZE = 500
const MAX_CELLS = 60_000

/** Another rebuild is under way. */
class RebuildUnderWayError extends Error {
  constructor() {
    super('another rebuild of the reports is under way')
  }
}

type OnPage = (subjects: number) => void

/**
 * Makes all facts and sums of the reports anew from the records themselves, as the next generation, beside the one that
 * reports read meanwhile:
 * 1. from now on nothing is counted but by this; what is touched waits, with its marks
 * 2. every job, account, debt and withdrawal is read, a page at a time, then who came back, then the cohorts, then pushes
 * 3. reports read the new generation, and the old one is deleted
 * If it dies, reports stay as they were, and others may count and rebuild again after five minutes.
 */
export async function rebuildAnalytics(onPage: OnPage = () => undefined): Promise<number> {
  const generation = await begin()
  const pages = new Pages(generation, onPage)
  for (const subject of SUBJECTS) await countAll(subject, pages)
  await followClients(pages)
  for (const side of SIDES) await countPeople(side, pages)
  await countAllPushes(pages)
  await pages.flush()
  await finish(generation)
  return pages.done
}

async function begin(): Promise<number> {
  await AnalyticsState.updateOne({ _id: 'current' }, { $setOnInsert: { generation: 1 } }, { upsert: true })
  const state = await AnalyticsState.findById('current').orFail().lean()
  const generation = Math.max(state.generation, state.rebuild?.generation ?? 0) + 1
  const { modifiedCount } = await AnalyticsState.updateOne(
    {
      _id: 'current',
      generation: state.generation,
      $or: [{ rebuild: null }, { 'rebuild.until': trusted({ $lte: realTime() }) }],
    },
    { $set: { rebuild: { generation, until: addMs(realTime(), ALIVE_MS) } } },
  )
  if (modifiedCount === 0) throw new RebuildUnderWayError()
  return generation
}

/** What a rebuild has gathered, written now and then. */
class Pages {
  readonly generation: number
  readonly cells = new CellChanges()
  done = 0
  readonly #onPage: OnPage

  constructor(generation: number, onPage: OnPage) {
    this.generation = generation
    this.#onPage = onPage
  }

  async next(subjects: number): Promise<void> {
    this.done += subjects
    if (this.cells.size > MAX_CELLS) await this.flush()
    this.#onPage(this.done)
  }

  async flush(): Promise<void> {
    await this.cells.write(this.generation, null)
    const { matchedCount } = await AnalyticsState.updateOne(
      { _id: 'current', 'rebuild.generation': this.generation },
      { $set: { 'rebuild.until': addMs(realTime(), ALIVE_MS) } },
    )
    if (matchedCount === 0) throw new RebuildUnderWayError()
  }
}

interface Found {
  readonly _id: Types.ObjectId
}

const QUERY_OF = {
  job: () => Job.find({}, { _id: 1 }).sort({ _id: 1 }),
  user: () => User.find({}, { _id: 1 }).sort({ _id: 1 }),
  payout: () => Payout.find({}, { _id: 1 }).sort({ _id: 1 }),
} as const

async function countAll(subject: Subject, pages: Pages): Promise<void> {
  for await (const ids of inPages(idsOf(subject))) {
    const facts = await readFacts(subject, ids, null)
    const records = [...facts].map(([id, fact]): AnalyticsFactRecord => {
      for (const entry of fact.entries) pages.cells.add(entry, 1)
      return { _id: `${pages.generation}:${subject}:${id}`, generation: pages.generation, ...fact }
    })
    if (records.length > 0) await AnalyticsFact.collection.insertMany(records as never, { ordered: false })
    await pages.next(ids.length)
  }
}

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

async function* inPages<T>(items: AsyncIterable<T>): AsyncGenerator<T[]> {
  let page: T[] = []
  for await (const item of items) {
    page.push(item)
    if (page.length < PAGE_SIZE) continue
    yield page
    page = []
  }
  if (page.length > 0) yield page
}

/** The completed jobs of one person after the other, each in the order of time. */
async function* historiesOf(generation: number, side: Side): AsyncGenerator<AnalyticsFactRecord[]> {
  const cursor = AnalyticsFact.collection
    .find({ generation, done: { $exists: true } } as never, {
      projection: { entries: 0 },
      sort: { generation: 1, [side]: 1, done: 1, _id: 1 },
      hint: side === 'client' ? 'ofClient' : 'ofCraftsman',
    })
    .addCursorFlag('noCursorTimeout', true)
  let history: AnalyticsFactRecord[] = []
  for await (const found of cursor) {
    const fact = found as unknown as AnalyticsFactRecord
    if (history[0] && !history[0][side]?.equals(fact[side] ?? '')) {
      yield history
      history = []
    }
    history.push(fact)
  }
  if (history.length > 0) yield history
}

async function followClients(pages: Pages): Promise<void> {
  for await (const histories of inPages(historiesOf(pages.generation, 'client'))) {
    const writes = histories.flatMap((jobs) => {
      const returns = returnsOf(jobs)
      return jobs.map((job) => {
        const $set = returns.get(job._id) ?? { isRepeat: false, isRebooked: false }
        for (const entry of entryOfReturn({ ...job, ...$set })) pages.cells.add(entry, 1)
        return { updateOne: { filter: { _id: job._id }, update: { $set } } }
      })
    })
    await AnalyticsFact.collection.bulkWrite(writes as never, { ordered: false })
    await pages.next(0)
  }
}

async function countPeople(side: Side, pages: Pages): Promise<void> {
  const { generation } = pages
  for await (const histories of inPages(historiesOf(generation, side))) {
    const people = histories.map((jobs) => {
      const state = stateOf(jobs)
      addPerson(pages.cells, side, state, 1)
      return { _id: `${generation}:${side}:${jobs[0]?.[side]?.toHexString() ?? ''}`, generation, ...state }
    })
    await AnalyticsPerson.collection.insertMany(people as never, { ordered: false })
    await pages.next(0)
  }
}

function stateOf(jobs: readonly AnalyticsFactRecord[]): PersonState {
  const months: PersonState['months'] = {}
  for (const { month = '', price = 0 } of jobs) {
    const { jobs: before, gmv } = months[month] ?? { jobs: 0, gmv: 0 }
    months[month] = { jobs: before + 1, gmv: gmv + price }
  }
  const [first] = jobs
  const { month = '', category = null, governorate = null } = first ?? {}
  return { month, category, governorate, months }
}

/**
 * Pushes have no facts; each notes in which generation it was counted. That write conflicts with a worker that counts
 * the same push for the old generation, so that none is left out.
 */
async function countAllPushes(pages: Pages): Promise<void> {
  const { generation } = pages
  const pushes = Notification.find({ pushLatencyMs: trusted({ $exists: true }) }, { _id: 1 }).sort({ _id: 1 })
  for await (const found of inPages(pushes.lean().cursor() as AsyncIterable<Found>)) {
    const filter = { _id: { $in: found.map(({ _id }) => _id) }, countedIn: { $ne: generation } }
    const page = await inTransaction(async (tx) => {
      const counted = await Notification.collection.find(filter, { session: tx }).toArray()
      const update = { $unset: { uncounted: 1 }, $set: { countedIn: generation } } as never
      await Notification.collection.updateMany(filter, update, { session: tx })
      return counted
    })
    for (const push of page) pages.cells.add(entryOfPush(push as never), 1)
    await pages.next(page.length)
  }
}

async function finish(generation: number): Promise<void> {
  const { modifiedCount } = await AnalyticsState.updateOne(
    { _id: 'current', 'rebuild.generation': generation },
    { $set: { generation }, $unset: { rebuild: 1 } },
  )
  if (modifiedCount === 0) throw new RebuildUnderWayError()
  const isOld = { generation: { $lt: generation } }
  await AnalyticsCell.collection.deleteMany(isOld)
  await AnalyticsFact.collection.deleteMany(isOld)
  await AnalyticsPerson.collection.deleteMany(isOld)
}
