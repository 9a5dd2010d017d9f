import type { GroupBy } from '#lib/analytics/analytics.schemas.ts'
import { daysBetween, monthOf, weekOf, wholeMonths } from '#lib/analytics/calendar.ts'
import { NONE } from '#lib/analytics/cells.ts'
import { GroupSums } from '#lib/analytics/group-sums.ts'
import type { Range } from '#lib/analytics/range.ts'
import { AnalyticsCell, type AnalyticsCellRecord } from '#lib/model/analytics-cell.model.ts'
import type { EntryKind, Level } from '#lib/model/analytics-kinds.ts'
import { MAX_TIME_MS } from '#lib/platform/mongo.ts'
import { rawCollection } from '#lib/platform/raw-collection.ts'

/** What a report is about. */
export interface Scope {
  readonly generation: number
  readonly range: Range
  readonly groupBy: GroupBy
  readonly category: string | undefined
  readonly governorate: string | undefined
  /** The kinds that its figures are made of, and whether it has to be known how many people they are about. */
  readonly kinds: readonly EntryKind[]
  readonly withPeople: boolean
  /** Today in Cairo. */
  readonly today: string
}

/** By what cells are narrowed for a report: its filters, and what it is grouped by. */
export function levelOf({ groupBy, category, governorate }: Scope): Level {
  const byCategory = category !== undefined || groupBy === 'category'
  const byGovernorate = governorate !== undefined || groupBy === 'governorate'
  if (byCategory) return byGovernorate ? 'cg' : 'c'
  return byGovernorate ? 'g' : 'all'
}

export const filterOf = ({ category, governorate }: Scope) => ({
  ...(category !== undefined && { category }),
  ...(governorate !== undefined && { governorate }),
})

type Placed = Pick<AnalyticsCellRecord, 'at' | 'category' | 'governorate'>

/** To which group of a report a cell belongs; null is those without a category or a governorate. */
export function groupOf({ groupBy }: Scope, { at, category, governorate }: Placed): string | null {
  if (groupBy === 'day') return at
  if (groupBy === 'week') return weekOf(at)
  if (groupBy === 'month') return monthOf(at)
  const place = groupBy === 'category' ? category : governorate
  return place === NONE ? null : place
}

/**
 * Reads the sums of a report by group, along one index. The sums over all come from whole months and the days beside
 * them, and so do those of groups, unless they are days or weeks. What is owed is always read by days, since its age
 * counts.
 */
export async function readCells(scope: Scope): Promise<GroupSums> {
  const { range, groupBy } = scope
  const sums = new GroupSums()
  const kinds = scope.kinds.filter((kind) => kind !== 'debt')
  const allDays = { grain: 'D', at: { $gte: range.from, $lt: range.to } }
  const { months, days } = wholeMonths(range.from, range.to)
  const beside = new Set(days)
  const isByDay = groupBy === 'day' || groupBy === 'week'
  const ofMonths = find(scope, { grain: 'M', at: { $in: months } }, kinds)
  const ofDays = find(scope, isByDay ? allDays : { grain: 'D', at: { $in: days } }, kinds)
  const debts = scope.kinds.includes('debt') ? addDebts(scope, sums, allDays) : null
  for (const cell of await ofMonths) {
    sums.addToTotal(cell)
    if (!isByDay) sums.addCell(groupOf(scope, cell), cell)
  }
  for (const cell of await ofDays) {
    if (beside.has(cell.at)) sums.addToTotal(cell)
    sums.addCell(groupOf(scope, cell), cell)
  }
  await debts
  return sums
}

/** The fees that are owed now, by how many days ago they were posted. */
async function addDebts(scope: Scope, sums: GroupSums, days: object): Promise<void> {
  for (const cell of await find(scope, { ...days, 'counts.debt.owed': { $gt: 0 } }, ['debt'])) {
    const { n = 0, owed = 0 } = cell.counts.debt ?? {}
    const debt = { n, owed, [ageOf(daysBetween(cell.at, scope.today))]: owed }
    sums.addToTotal({ ...cell, counts: { debt } })
    sums.addCell(groupOf(scope, cell), { ...cell, counts: { debt } })
  }
}

function ageOf(days: number): string {
  if (days <= 7) return 'owed7'
  if (days <= 14) return 'owed14'
  return days <= 30 ? 'owed30' : 'owedOlder'
}

async function find(scope: Scope, part: object, kinds: readonly EntryKind[]): Promise<AnalyticsCellRecord[]> {
  const names = kinds.flatMap((kind) => [`counts.${kind}`, ...(scope.withPeople ? [`people.${kind}`] : [])])
  const projection = Object.fromEntries(['at', 'category', 'governorate', ...names].map((name) => [name, 1]))
  const filter = { generation: scope.generation, level: levelOf(scope), ...filterOf(scope), ...part }
  return rawCollection<AnalyticsCellRecord>(AnalyticsCell)
    .find(filter, { projection, hint: 'ofReport', batchSize: 20_000, maxTimeMS: MAX_TIME_MS })
    .toArray()
}
