import mongoose from 'mongoose'
import { expect } from 'vitest'
import type { FigureReport, Report } from '#lib/analytics/analytics.schemas.ts'
import { REPORTS } from '#lib/analytics/analytics.schemas.ts'
import { getReport } from '#lib/analytics/get-report.ts'
import { BANK_HOLIDAYS } from '#lib/platform/bank-holidays.ts'
import type { UserId } from '#lib/platform/ids.ts'
import type { Principal } from '#lib/process/job-with-contract.ts'
import {
  type Asked,
  type Events,
  type Figure,
  plainDay,
  plainEvents,
} from '#lib/testing/analytics/plain-events.ts'
import { plainFigures } from '#lib/testing/analytics/recomputation.ts'
import type { World } from '#lib/testing/analytics/world.ts'

/** The instant at which data sets are asked about. */
export const NOW = new Date('2027-01-10T09:30:00Z')
const admin = { id: '65a000000000000000000001' as UserId, role: 'Admin' } as Principal

const YEAR: Asked = { from: '2026-04-01', to: '2027-02-01', groupBy: 'month' }

/** Questions about a data set: around the clock changes by day, and over all of it by each other group. */
export function questions(random: () => number): Asked[] {
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T
  const narrowed = {
    category: pick(['Plumbing', undefined]),
    governorate: pick(['EG-ALX', undefined]),
  }
  return [
    {
      ...pick([
        { from: '2026-10-25', to: '2026-11-06' },
        { from: '2026-04-20', to: '2026-05-02' },
      ]),
      groupBy: 'day',
    },
    { from: '2026-10-13', to: '2026-12-29', groupBy: 'week' },
    { ...YEAR, ...narrowed },
    { ...YEAR, from: '2026-04-23', to: '2026-12-24', groupBy: 'category', governorate: narrowed.governorate },
    { ...YEAR, from: '2026-05-01', groupBy: 'governorate', category: narrowed.category },
  ]
}

async function ask(report: Report, asked: Asked) {
  return getReport(report, asked as never, admin) as unknown as Promise<{
    totals: Record<string, number | null>
    rows: ({ key: string | null } & Record<string, number | null>)[]
  }>
}

const sunday = (day: string): string => {
  const at = new Date(`${day}T12:00:00Z`)
  return new Date(at.getTime() - at.getUTCDay() * 86_400_000).toISOString().slice(0, 10)
}

function plain(
  events: Events,
  report: FigureReport,
  asked: Asked,
  key?: string | null,
): Record<string, Figure> {
  return plainFigures(
    events,
    ({ at, category, governorate }) => {
      const day = plainDay(at)
      if (day < asked.from || day >= asked.to) return false
      if (asked.category !== undefined && category !== asked.category) return false
      if (asked.governorate !== undefined && governorate !== asked.governorate) return false
      if (key === undefined) return true
      const group = { day, week: sunday(day), month: day.slice(0, 7), category, governorate }
      return group[asked.groupBy as keyof typeof group] === key
    },
    (day) => BANK_HOLIDAYS.has(day),
  )[report]
}

function expectEqual(
  found: Record<string, number | null>,
  figures: Record<string, Figure>,
  where: string,
): void {
  const names = Object.keys(found).filter((name) => name !== 'key')
  expect(names.toSorted(), where).toEqual(Object.keys(figures).toSorted())
  for (const [name, figure] of Object.entries(figures)) {
    const value = found[name]
    if (figure === null || typeof figure === 'number') expect(value, `${where} ${name}`).toBe(figure)
    else
      expect(
        Math.abs((value ?? NaN) - figure.near),
        `${where} ${name}: ${String(value)} is not ${figure.near}`,
      ).toBeLessThanOrEqual(figure.near * 0.026 + 0.5)
  }
}

/** Every report says what a plain recomputation of the records says. */
export async function expectAsRecomputed(world: World, asks: readonly Asked[], where: string): Promise<void> {
  const events = plainEvents(world.tables, NOW)
  for (const asked of asks) {
    for (const report of REPORTS.filter((name): name is FigureReport => name !== 'cohorts')) {
      const { totals, rows } = await ask(report, asked)
      const place = `${where} ${report} ${JSON.stringify(asked)}`
      expectEqual(totals, plain(events, report, asked), `${place} totals`)
      for (const row of rows)
        expectEqual(row, plain(events, report, asked, row.key), `${place} ${String(row.key)}`)
    }
  }
  await expectCohorts(events, where)
}

/** Cohorts told anew: by each person's first completed job. */
async function expectCohorts(events: Events, where: string): Promise<void> {
  const { rows } = await ask('cohorts', YEAR)
  for (const row of rows as unknown as {
    key: string
    month: string
    clients: number
    gmv: number
    craftsmen: number
  }[]) {
    const of = (person: (job: Events['done'][number]) => string) => {
      const mine = Map.groupBy(events.done, person)
      const cohort = [...mine.values()].filter(
        (jobs) => jobs.map(({ at }) => plainDay(at).slice(0, 7)).toSorted()[0] === row.key,
      )
      return cohort.map((jobs) => jobs.filter(({ at }) => plainDay(at).startsWith(row.month)))
    }
    const clients = of(({ person }) => person).filter((jobs) => jobs.length > 0)
    const craftsmen = of(({ craftsman }) => String(craftsman)).filter((jobs) => jobs.length > 0)
    const place = `${where} cohort ${row.key} in ${row.month}`
    expect(row.clients, place).toBe(clients.length)
    expect(row.craftsmen, place).toBe(craftsmen.length)
    expect(row.gmv, place).toBe(clients.flat().reduce((sum, { price }) => sum + Number(price), 0))
  }
}

/** Every cell and every person of the generation that is read, without what adds up to zero. */
export async function storedSums() {
  const db = mongoose.connection.db
  const state = await db?.collection('analyticsState').findOne({})
  const generation = Number(state?.generation ?? 1)
  const clean = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
    const entries = Object.entries(value)
      .map(([key, part]) => [key, clean(part)] as const)
      .filter(([, part]) => part !== 0 && part !== undefined)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
    return entries.length === 0 ? undefined : Object.fromEntries(entries)
  }
  const cells = (await db?.collection('analyticsCells').find({ generation }).toArray()) ?? []
  const sums = cells.map(({ _id, counts, people, persons }) => [
    String(_id).replace(/^\d+:/, ''),
    clean({ counts, people, persons } as unknown),
  ])
  return Object.fromEntries(
    sums.filter(([, sum]) => sum !== undefined).toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
  )
}
