import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import mongoose from 'mongoose'
import { findMongod, startMongod } from '#infra/local/mongod.ts'
import { type AnalyticsQuery, REPORTS } from '#lib/analytics/analytics.schemas.ts'
import { countJobs } from '#lib/analytics/count-touched.ts'
import { getReport } from '#lib/analytics/get-report.ts'
import { rebuildAnalytics } from '#lib/analytics/rebuild.ts'
import { toTable } from '#lib/analytics/report-csv.ts'
import { buildIndexes } from '#lib/model/build-indexes.ts'
import { freezeClock } from '#lib/platform/clock.ts'
import { forgetConfig } from '#lib/platform/config.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { connectMongo, disconnectMongo } from '#lib/platform/mongo.ts'
import type { Principal } from '#lib/process/job-with-contract.ts'
import { countPageByPage, forgetPageByPage } from './page-by-page.ts'
import { seedJobs } from './seed.ts'

/**
 * `npm run bench:analytics`: what each report takes over 390 days with 50 thousand and with 500 thousand jobs
 * (`-- 10000 100000` for other sizes), the 95th of 100 requests, for admins and, since few people are looked for, for
 * moderators, and the CPU time of one in this process; what counting 50 touched jobs takes; and a table of 100,000 rows as CSV with the memory that it needs.
 */
const ROUNDS = Number(process.env.ROUNDS ?? 25)
const MAX_PAGED = 50_000
const sizes = process.argv.slice(2).map(Number)
if (sizes.length === 0) sizes.push(50_000, 500_000)

const id = '65a000000000000000000001' as UserId
const CALLERS = [{ id, role: 'Admin' } as Principal, { id, role: 'Moderator' } as Principal]
const RANGE = { from: '2025-11-01', to: '2026-11-26' }
const QUESTIONS: readonly AnalyticsQuery[] = [
  { ...RANGE, groupBy: 'day' },
  { ...RANGE, groupBy: 'month', category: 'Service 1', governorate: 'EG-C' },
  { ...RANGE, groupBy: 'category' },
  { ...RANGE, groupBy: 'governorate', category: 'Service 2' },
] as never

const folder = mkdtempSync(path.join(tmpdir(), 'craftworks-bench-'))
const mongod = await startMongod({
  dataFolder: folder,
  logFile: path.join(folder, 'mongod.log'),
  binary: await findMongod(),
})
const say = (line: string) => process.stdout.write(`${line}\n`)
const p95 = (times: readonly number[]) =>
  times.toSorted((a, b) => a - b)[Math.ceil(times.length * 0.95) - 1] ?? 0

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}

type Line = Map<string, { readonly p95: number; readonly cpu: number }>

async function measure(size: number): Promise<Line> {
  await disconnectMongo()
  process.env.MONGODB_URI = `${mongod.uri.replace(/\/?(\?.*)?$/, '')}/analytics-${size}`
  forgetConfig()
  await connectMongo()
  await buildIndexes()
  const seeding = await timed(() => seedJobs(size))
  const rebuilding = await timed(() => rebuildAnalytics())
  say(
    `${size} jobs inserted in ${(seeding / 1000).toFixed(0)} s, counted in ${(rebuilding / 1000).toFixed(1)} s`,
  )
  await comparePaged(size, rebuilding)
  const line: Line = new Map()
  for (const report of REPORTS) {
    for (const caller of CALLERS) {
      const times: number[] = []
      const before = process.cpuUsage()
      for (let round = 0; round < ROUNDS; round += 1) {
        for (const query of QUESTIONS) times.push(await timed(() => getReport(report, query, caller)))
      }
      const cpu = process.cpuUsage(before).user / 1_000 / times.length
      line.set(`${report} for ${String(caller.role)}s`, { p95: p95(times), cpu })
    }
  }
  const counts: number[] = []
  for (let round = 0; round < 10; round += 1) {
    const found = await mongoose.connection
      .collection('jobs')
      .aggregate<{ _id: mongoose.Types.ObjectId }>([{ $sample: { size: 50 } }, { $project: { _id: 1 } }])
      .toArray()
    counts.push(await timed(() => countJobs(found.map(({ _id }) => _id.toHexString()))))
  }
  line.set('counting 50 touched jobs', { p95: p95(counts), cpu: 0 })
  return line
}

/** What a rebuild takes beside counting page by page, of some of the jobs, since that takes longer. */
async function comparePaged(size: number, rebuilding: number): Promise<void> {
  let counted = 0
  const paging = await timed(async () => (counted = await countPageByPage(Math.min(size, MAX_PAGED))))
  await forgetPageByPage()
  const [rebuilt, paged] = [rebuilding / size, paging / counted]
  say(
    `a rebuild takes ${rebuilt.toFixed(2)} ms a job, page by page it takes ${paged.toFixed(2)}: ${(paged / rebuilt).toFixed(1)} times as long`,
  )
}

function csv(): void {
  const row = Object.fromEntries(
    Array.from({ length: 20 }, (_, place) => [`figure${place}`, place * 1_234_567]),
  )
  const rows = Array.from({ length: 100_000 }, (_, place) => ({ key: `=row ${place}`, ...row }))
  globalThis.gc?.()
  const before = process.memoryUsage().heapUsed
  const began = performance.now()
  const text = toTable(rows)
  const took = performance.now() - began
  const heap = (process.memoryUsage().heapUsed - before) / 2 ** 20
  const bytes = Buffer.byteLength(text) // also joins its pieces
  say(
    `CSV of 100,000 rows (${(bytes / 2 ** 20).toFixed(1)} MB): ${took.toFixed(0)} ms, ${heap.toFixed(0)} MB of heap`,
  )
}

try {
  csv()
  freezeClock(new Date('2026-11-26T10:00:00Z'))
  const lines: Line[] = []
  for (const size of sizes) lines.push(await measure(size))
  say(
    `p95 in ms of ${ROUNDS * QUESTIONS.length} requests each and CPU of one, at ${sizes.join(' and at ')} jobs`,
  )
  for (const name of lines[0]?.keys() ?? []) {
    const values = lines.map((line) => {
      const { p95: time = 0, cpu = 0 } = line.get(name) ?? {}
      return `${time.toFixed(0).padStart(6)} (${cpu.toFixed(0)})`
    })
    say(`${name.padEnd(28)} ${values.join(' ')}`)
  }
} finally {
  await disconnectMongo()
  await mongod.stop()
  rmSync(folder, { recursive: true, force: true })
}
