import { daysBetween, monthOf } from '#lib/analytics/calendar.ts'
import { MIN_PEOPLE } from '#lib/analytics/few-people.ts'
import { quotient } from '#lib/analytics/figure.ts'
import type { Part } from '#lib/analytics/group-sums.ts'
import { timeGroups } from '#lib/analytics/range.ts'
import { filterOf, levelOf, type Scope } from '#lib/analytics/read-cells.ts'
import { AnalyticsCell, type AnalyticsCellRecord } from '#lib/model/analytics-cell.model.ts'
import type { Counts } from '#lib/model/analytics-kinds.ts'
import { MAX_TIME_MS } from '#lib/platform/mongo.ts'
import { rawCollection } from '#lib/platform/raw-collection.ts'

/**
 * The monthly cohorts: people by the month of their first completed job, and how many of them had another one in each
 * month since. With a filter, those whose first completed job was in that category or governorate. A cohort belongs to
 * a report if a day of its month does.
 */
export async function readCohorts(scope: Scope): Promise<Part> {
  const months = timeGroups(scope.range, 'month')
  const level = levelOf(scope)
  const cells = await rawCollection<AnalyticsCellRecord>(AnalyticsCell)
    .find(
      { generation: scope.generation, grain: 'F', level, ...filterOf(scope), at: { $in: months } },
      { hint: 'ofReport', maxTimeMS: MAX_TIME_MS },
    )
    .toArray()
  const cellOf = new Map(cells.map((cell) => [cell.at, cell]))
  const until = monthOf(scope.today)
  const shown = (people: number, figure: number | null) =>
    scope.withPeople && people < MIN_PEOPLE ? null : figure
  const rows = months.flatMap((cohort) => {
    const { client = {}, craftsman = {} } = cellOf.get(cohort)?.counts ?? {}
    return monthsFrom(cohort, until).map((month, age) => ({
      key: cohort,
      month,
      age,
      ...cohortFigures({ client, craftsman }, cohort, month, shown),
    }))
  })
  const total = (side: string) =>
    months.reduce((sum, cohort) => sum + (cellOf.get(cohort)?.counts[side]?.[`${cohort}~people`] ?? 0), 0)
  const [clients, craftsmen] = [total('client'), total('craftsman')]
  return { totals: { clients: shown(clients, clients), craftsmen: shown(craftsmen, craftsmen) }, rows }
}

function cohortFigures(
  { client, craftsman }: { readonly client: Counts; readonly craftsman: Counts },
  cohort: string,
  month: string,
  shown: (people: number, figure: number | null) => number | null,
) {
  const of = (counts: Counts, at: string, name: string) => counts[`${at}~${name}`] ?? 0
  const clients = of(client, month, 'people')
  const craftsmen = of(craftsman, month, 'people')
  const gmv = of(client, month, 'gmv')
  return {
    clients: shown(clients, clients),
    clientRetention: shown(clients, quotient(clients, of(client, cohort, 'people'))),
    jobs: shown(clients, of(client, month, 'jobs')),
    gmv: shown(clients, gmv),
    gmvRetention: shown(clients, quotient(gmv, of(client, cohort, 'gmv'))),
    craftsmen: shown(craftsmen, craftsmen),
    craftsmanRetention: shown(craftsmen, quotient(craftsmen, of(craftsman, cohort, 'people'))),
  }
}

/** The months from one to another, both included; the first one at least. */
function monthsFrom(first: string, last: string): readonly string[] {
  if (daysBetween(`${first}-01`, `${last}-01`) <= 0) return [first]
  return timeGroups({ from: `${first}-01`, to: `${last}-02` }, 'month')
}
