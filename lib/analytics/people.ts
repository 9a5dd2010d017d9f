import type { ClientSession, Types } from 'mongoose'
import type { CellChanges } from '#lib/analytics/cells.ts'
import { AnalyticsFact } from '#lib/model/analytics-fact.model.ts'
import type { Counts } from '#lib/model/analytics-kinds.ts'
import { AnalyticsPerson, type AnalyticsPersonRecord } from '#lib/model/analytics-person.model.ts'
import { DAY } from '#lib/platform/clock.ts'
import { rawCollection } from '#lib/platform/raw-collection.ts'

export const SIDES = ['client', 'craftsman'] as const
export type Side = (typeof SIDES)[number]

/** Within so many days a client who has another job completed has come back. */
export const REPEAT_MS = 90 * DAY

export type PersonState = Omit<AnalyticsPersonRecord, '_id' | 'generation'>

export const INDEX_OF = { client: 'ofClient', craftsman: 'ofCraftsman' } as const

interface MonthOfPerson {
  readonly _id: { readonly person: Types.ObjectId; readonly month: string }
  readonly jobs: number
  readonly gmv: number
  readonly first: { readonly category?: string; readonly governorate?: string }
}

/** In which months people had jobs completed, from the facts of these jobs, along the index in the order of time. */
async function readMonths(
  tx: ClientSession,
  generation: number,
  side: Side,
  people: readonly Types.ObjectId[],
): Promise<ReadonlyMap<string, PersonState>> {
  const months = await AnalyticsFact.aggregate<MonthOfPerson>([
    { $match: { generation, [side]: { $in: people }, done: { $exists: true } } },
    { $sort: { generation: 1, [side]: 1, done: 1, _id: 1 } },
    {
      $group: {
        _id: { person: `$${side}`, month: '$month' },
        jobs: { $sum: 1 },
        gmv: { $sum: '$price' },
        first: { $first: { category: '$category', governorate: '$governorate' } },
      },
    },
  ])
    .session(tx)
    .hint(INDEX_OF[side])
  const states = new Map<string, PersonState>()
  for (const { _id, jobs, gmv, first } of months.toSorted((a, b) => (a._id.month < b._id.month ? -1 : 1))) {
    const id = _id.person.toHexString()
    const state = states.get(id) ?? {
      month: _id.month,
      category: first.category ?? null,
      governorate: first.governorate ?? null,
      months: {},
    }
    state.months[_id.month] = { jobs, gmv }
    states.set(id, state)
  }
  return states
}

/**
 * Brings people up to date whose completed jobs have changed, and the cohorts with them. A cohort is the people whose
 * first completed job was in a month; if an earlier one turns up or the first is gone, they move with all they did.
 */
export async function updatePeople(
  tx: ClientSession,
  generation: number,
  people: Readonly<Record<Side, ReadonlyMap<string, Types.ObjectId>>>,
  cells: CellChanges,
): Promise<void> {
  for (const side of SIDES) {
    if (people[side].size === 0) continue
    const keys = [...people[side].keys()].map((id) => `${generation}:${side}:${id}`)
    const before = await rawCollection<AnalyticsPersonRecord>(AnalyticsPerson)
      .find({ _id: { $in: keys } }, { session: tx })
      .toArray()
    const now = await readMonths(tx, generation, side, [...people[side].values()])
    const old = new Map(before.map((person) => [String(person._id), person]))
    const writes = [...people[side].keys()].map((id) => {
      const _id = `${generation}:${side}:${id}`
      const [was, is] = [old.get(_id), now.get(id)]
      if (was) addPerson(cells, side, was, -1)
      if (is) addPerson(cells, side, is, 1)
      return is
        ? { replaceOne: { filter: { _id }, replacement: { _id, generation, ...is }, upsert: true } }
        : { deleteOne: { filter: { _id } } }
    })
    await rawCollection<AnalyticsPersonRecord>(AnalyticsPerson).bulkWrite(writes, { session: tx })
  }
}

/** Adds what one person adds to the cells of their cohort, or takes it back. */
export function addPerson(
  cells: CellChanges,
  side: Side,
  { month: first, category, governorate, months }: PersonState,
  sign: 1 | -1,
): void {
  const counts: Counts = {}
  for (const [month, { jobs, gmv }] of Object.entries(months)) {
    counts[`${month}~people`] = 1
    counts[`${month}~jobs`] = jobs
    counts[`${month}~gmv`] = gmv
  }
  cells.addToCohort(first, { category, governorate }, side, counts, sign)
}
