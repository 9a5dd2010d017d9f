import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { costTables, isPriced } from '#infra/cost/cost-tables.ts'
import { type Counts, countsOf } from '#infra/cost/counts.ts'
import { clusterFor, estimate, leverFor, MONTHLY_JOBS } from '#infra/cost/estimate.ts'
import { CLUSTERS, PRICES } from '#infra/cost/prices.ts'
import { ROOT } from '#infra/local/settings.ts'
import type { LogLine } from '#lib/platform/logger.ts'

const counts = JSON.parse(readFileSync(path.join(ROOT, 'infra/cost/counts.json'), 'utf8')) as Counts

describe('the cost', () => {
  it('stands in docs/cost.md as it is calculated from the counts and the prices', () => {
    const page = readFileSync(path.join(ROOT, 'docs/cost.md'), 'utf8')
    const [, written = ''] = /<!-- tables -->\n([^]*)<!-- end of tables -->/.exec(page) ?? []
    const cells = (text: string) => text.replaceAll(/[ -]+/g, ' ').trim() // a formatter may align the columns
    expect(cells(written)).toBe(cells(costTables(counts)))
  })

  it('has a price with source and date for each unit that is counted, and a lever for each line', () => {
    expect(isPriced(counts)).toBe(true)
    for (const { source, seen } of Object.values(PRICES))
      expect([source, seen]).toEqual([
        expect.stringMatching(/^https:/),
        expect.stringMatching(/^20\d\d-\d\d/),
      ])
    for (const { what } of estimate(counts, 100_000).lines) expect(leverFor(what), what).not.toContain('none')
  })

  it('grows by as much as the jobs where the price is by use, and the database by its operations', () => {
    const [small, , large] = MONTHLY_JOBS.map((jobs) => estimate(counts, jobs))
    const calls = [small, large].map((one) => one?.lines.find(({ what }) => what === 'lambdaCalls')?.usd ?? 0)
    expect((calls[1] ?? 0) / (calls[0] ?? 1)).toBeCloseTo(10_000, 0)
    expect(small?.cluster.name).toBe('M10')
    expect(large?.usdPerJob).toBeLessThan(small?.usdPerJob ?? 0)
    const size = (jobs: number) => CLUSTERS.indexOf(clusterFor(counts, jobs))
    expect(MONTHLY_JOBS.map(size)).toEqual(MONTHLY_JOBS.map(size).toSorted((a, b) => a - b))
    expect(() => clusterFor(counts, 1e12)).toThrow('No cluster')
  })
})

describe('the counts', () => {
  const line = (fields: Partial<LogLine>): LogLine =>
    ({ at: '2026-11-26T00:00:00.000Z', level: 'info', message: 'request', ...fields }) as LogLine
  const none = { reads: 0, writes: 0, transactions: 0, bytes: 0 }

  it('are the calls of the log with the memory of their function, and the operations beside the idle ones', () => {
    // Act
    const counted = countsOf({
      lines: [
        line({ route: 'createJob', status: 201, ms: 100 }),
        line({ route: 'createJob', status: 400, ms: 20 }),
        line({ route: 'login', status: 201, ms: 1_000 }),
        line({ message: 'queue', queue: 'email', count: 3, ms: 200 }),
        line({ message: 'refused' }),
      ],
      idle: { before: none, after: { ...none, reads: 10, writes: 2 }, seconds: 2 },
      played: { before: none, after: { reads: 150, writes: 40, transactions: 7, bytes: 9 }, seconds: 10 },
      boxes: [
        { emails: 1, pushes: 0, events: 1 },
        { emails: 2, pushes: 2, events: 4 },
      ],
    })
    // Assess
    expect(counted).toMatchObject({
      jobs: 1,
      requests: 3,
      calls: { http: 3, queue: 1, socket: 0 },
      messages: 3,
      reads: 100,
      writes: 30,
      transactions: 7,
      storedBytes: 9,
      emails: 1,
      events: 3,
    })
    expect(counted.gbSeconds.http).toBeCloseTo(0.5 * 0.12 + (1_769 / 1_024) * 1, 2)
    expect(counted.gbSeconds.queue).toBeCloseTo(0.5 * 0.2, 2)
  })
})
