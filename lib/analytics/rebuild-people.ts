import type { CellChanges } from '#lib/analytics/cells.ts'
import { addPerson, INDEX_OF, type PersonState, type Side } from '#lib/analytics/people.ts'
import type { Rebuild } from '#lib/analytics/rebuild-state.ts'
import { entryOfReturn, type Returned, returnsOf } from '#lib/analytics/repeats.ts'
import { AnalyticsFact, type AnalyticsFactRecord } from '#lib/model/analytics-fact.model.ts'
import { AnalyticsPerson, type AnalyticsPersonRecord } from '#lib/model/analytics-person.model.ts'
import { rawCollection } from '#lib/platform/raw-collection.ts'
import { inPages, sideBySide } from '#lib/platform/side-by-side.ts'

/** So many people are read at a time, and so many pages are stored at once. */
const PAGE_SIZE = 500
const PAGES_AT_ONCE = 3

/**
 * Goes through the completed jobs of each person in the order of time: stores in which months they had some, adds them
 * to the cohorts, and of clients marks the jobs with which they came back.
 */
export async function followPeople(rebuild: Rebuild, side: Side, cells: CellChanges): Promise<void> {
  const { generation } = rebuild
  const pages = inPages(historiesOf(generation, side), PAGE_SIZE)
  await sideBySide(pages, PAGES_AT_ONCE, async (histories) => {
    const people = histories.map((jobs) => {
      const state = stateOf(jobs)
      addPerson(cells, side, state, 1)
      return { _id: `${generation}:${side}:${jobs[0]?.[side]?.toHexString() ?? ''}`, generation, ...state }
    })
    await rawCollection<AnalyticsPersonRecord>(AnalyticsPerson).insertMany(people, { ordered: false })
    if (side === 'client') await markReturns(histories, cells)
    await rebuild.advance(0)
  })
}

/** The completed jobs of one person after the other, each in the order of time. */
async function* historiesOf(generation: number, side: Side): AsyncGenerator<AnalyticsFactRecord[]> {
  const cursor = rawCollection<AnalyticsFactRecord>(AnalyticsFact)
    .find(
      { generation, done: { $exists: true } },
      {
        projection: { entries: 0 },
        sort: { generation: 1, [side]: 1, done: 1, _id: 1 },
        hint: INDEX_OF[side],
      },
    )
    .addCursorFlag('noCursorTimeout', true)
  let history: AnalyticsFactRecord[] = []
  for await (const fact of cursor) {
    if (history[0] && !history[0][side]?.equals(fact[side] ?? '')) {
      yield history
      history = []
    }
    history.push(fact)
  }
  if (history.length > 0) yield history
}

/** Whoever comes back to the same craftsman comes back; so there are two groups to write, and not each job. */
const RETURNS: readonly Returned[] = [
  { isRepeat: true, isRebooked: false },
  { isRepeat: true, isRebooked: true },
]

async function markReturns(histories: readonly AnalyticsFactRecord[][], cells: CellChanges): Promise<void> {
  const returns = histories.flatMap((jobs) => {
    const returned = returnsOf(jobs)
    for (const job of jobs)
      for (const entry of entryOfReturn({ ...job, ...returned.get(job._id) })) cells.add(entry, 1)
    return [...returned]
  })
  for (const $set of RETURNS) {
    const ids = returns
      .filter(([, { isRepeat, isRebooked }]) => isRepeat === $set.isRepeat && isRebooked === $set.isRebooked)
      .map(([id]) => id)
    if (ids.length > 0)
      await rawCollection<AnalyticsFactRecord>(AnalyticsFact).updateMany({ _id: { $in: ids } }, { $set })
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
