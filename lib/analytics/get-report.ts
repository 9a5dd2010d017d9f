import type * as z from 'zod'
import type { AnalyticsQuery, analyticsView, FigureReport, Report } from '#lib/analytics/analytics.schemas.ts'
import { dayOf } from '#lib/analytics/calendar.ts'
import { readCohorts } from '#lib/analytics/cohorts.ts'
import { findFew, NOTHING_HIDDEN, TOTAL } from '#lib/analytics/few-people.ts'
import type { Figure, Sums } from '#lib/analytics/figure.ts'
import { REPORT_FIGURES } from '#lib/analytics/figures.ts'
import { readGeneration } from '#lib/analytics/generation.ts'
import type { GroupSums, Key, Part } from '#lib/analytics/group-sums.ts'
import { addLive } from '#lib/analytics/live.ts'
import { comparedRange, type Range, rangeOf, timeGroups } from '#lib/analytics/range.ts'
import { readCells, type Scope } from '#lib/analytics/read-cells.ts'
import type { EntryKind } from '#lib/model/analytics-kinds.ts'
import { Outbox } from '#lib/model/outbox.model.ts'
import { Service } from '#lib/model/service.model.ts'
import { clock } from '#lib/platform/clock.ts'
import { GOVERNORATE_CODES } from '#lib/platform/governorates.ts'
import { connectMongo, trusted } from '#lib/platform/mongo.ts'
import type { Principal } from '#lib/process/job-with-contract.ts'
import { categoryNamed } from '#lib/services/service-name.ts'

type View = z.input<typeof analyticsView>

/**
 * A report for BI, from the sums that are kept up to date by what was touched:
 * 1. the days of Cairo that were asked for, the last 30 by default
 * 2. the sums of each group, whole months as such; what waits now counts with its age
 * 3. the figures by their definitions. Moderators do not see figures about fewer than five people
 * 4. the same for the days it is compared with
 * `asOf` is up to when changes are counted.
 */
export async function getReport(report: Report, query: AnalyticsQuery, staff: Principal): Promise<View> {
  await connectMongo()
  const now = clock()
  const today = dayOf(now)
  const range = rangeOf(query, today)
  const [{ generation }, category] = await Promise.all([readGeneration(), categoryNamed(query.category)])
  const scopeOf = (of: Range): Scope => ({
    generation,
    range: of,
    groupBy: report === 'cohorts' ? 'month' : query.groupBy,
    category,
    governorate: query.governorate,
    kinds: report === 'cohorts' ? [] : kindsOf(REPORT_FIGURES[report]),
    withPeople: staff.role !== 'Admin',
    today,
  })
  const read = (of: Range) =>
    report === 'cohorts' ? readCohorts(scopeOf(of)) : readPart(report, scopeOf(of), now)
  const compared = query.compare && comparedRange(range, query.compare)
  const [asOf, part, before] = await Promise.all([countedUntil(now), read(range), compared && read(compared)])
  return {
    report,
    ...range,
    asOf: asOf.toISOString(),
    groupBy: scopeOf(range).groupBy,
    ...part,
    ...(compared && before && { compare: { ...compared, ...before } }),
  } as unknown as View // the figures of each report are those of its definitions
}

/** Up to when changes are counted: until the oldest one that waits. */
async function countedUntil(now: Date): Promise<Date> {
  const oldest = await Outbox.findOne({ touched: trusted({ $exists: true }) }, { at: 1 })
    .sort({ at: 1, touched: 1 })
    .hint('uncounted')
    .lean()
  return oldest && oldest.at < now ? oldest.at : now
}

type Figures = Readonly<Record<string, Figure>>

const kindsOf = (figures: Figures): readonly EntryKind[] => [
  ...new Set(Object.values(figures).flatMap(({ of }) => of)),
]

async function readPart(report: FigureReport, scope: Scope, now: Date): Promise<Part> {
  const figures: Figures = REPORT_FIGURES[report]
  const sums = await readCells(scope)
  await addLive(scope, sums, now)
  const few = scope.withPeople ? await findFew(scope, sums) : NOTHING_HIDDEN
  const rows = (await keysOf(scope, sums)).map((key) => ({
    key,
    ...valuesOf(figures, sums.sumsOf(key), few(key)),
  }))
  return { totals: valuesOf(figures, sums.total.counts, few(TOTAL)), rows }
}

function valuesOf(figures: Figures, sums: Sums, few: ReadonlySet<EntryKind>) {
  return Object.fromEntries(
    Object.entries(figures).map(([name, { of, value }]) => [
      name,
      of.some((kind) => few.has(kind)) ? null : value(sums),
    ]),
  )
}

/** The rows of a report: each day, service or governorate, those without anything too; then what has none. */
async function keysOf(scope: Scope, sums: GroupSums): Promise<readonly Key[]> {
  const { groupBy, range, category, governorate } = scope
  if (groupBy !== 'category' && groupBy !== 'governorate') return timeGroups(range, groupBy)
  const only = groupBy === 'category' ? category : governorate
  if (only !== undefined) return [only]
  const known = groupBy === 'category' ? await serviceNames() : GOVERNORATE_CODES
  const found = [...sums.groups.keys()]
  const named = new Set([...known, ...found.filter((key) => key !== null)])
  return [...[...named].toSorted(), ...(found.includes(null) ? [null] : [])]
}

const serviceNames = async (): Promise<readonly string[]> =>
  (await Service.find({}, { name: 1 }).lean()).map(({ name }) => name)
