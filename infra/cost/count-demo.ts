import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import mongoose from 'mongoose'
import { type Boxes, type Counts, countsOf, type DatabaseCounts } from '#infra/cost/counts.ts'
import { type StartedServer, startIn, startScript } from '#infra/local/own-start.ts'
import { stopWith } from '#infra/local/stop-with.ts'
import type { LogLine } from '#lib/platform/logger.ts'

/**
 * `npm run cost:count`: plays the demo scenario against a start of its own, counts what it takes, and writes
 * infra/cost/counts.json, from which `npm run cost` calculates. Requests, calls and their milliseconds are those of the
 * log, database operations those of MongoDB's own counters, less those of as much time without the scenario.
 */
const COUNTS = path.join(import.meta.dirname, 'counts.json')
const READY_MS = 180_000
/** Until the queues have worked off what the scenario left. */
const DRAIN_MS = 8_000

try {
  writeFileSync(COUNTS, `${JSON.stringify(await count(), null, 2)}\n`)
  process.stdout.write(`Counted. ${path.relative(process.cwd(), COUNTS)} is new; now run: npm run cost\n`)
} catch (error) {
  stopWith(error)
}

async function count(): Promise<Counts> {
  const folder = mkdtempSync(path.join(tmpdir(), 'craftworks-count-'))
  const server = await startIn(folder, process.env, READY_MS)
  try {
    return await countIn(folder, server)
  } finally {
    await server.stop()
    await mongoose.disconnect()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function countIn(folder: string, { url, env }: StartedServer): Promise<Counts> {
  const database = await connect(folder)
  const boxesBefore = await boxes(url)
  const idle = await timed(() => sleep(DRAIN_MS), database)
  const since = new Date().toISOString()
  const played = await timed(async () => {
    const scenario = startScript('infra/demo/run-scenario.ts', [], { ...process.env, ...env })
    if ((await scenario.ended) !== 0) throw new Error(scenario.output())
    await sleep(DRAIN_MS)
  }, database)
  const boxesAfter = await boxes(url)
  const lines = linesSince(path.join(folder, 'logs', 'combined.log'), since)
  return countsOf({ lines, idle, played, boxes: [boxesBefore, boxesAfter] })
}

/** Reads MongoDB's counters of operations, and what is stored, of the start in this folder. */
async function connect(folder: string): Promise<() => Promise<DatabaseCounts>> {
  const { env } = JSON.parse(readFileSync(path.join(folder, 'running.json'), 'utf8')) as {
    env: { MONGODB_URI: string }
  }
  await mongoose.connect(env.MONGODB_URI)
  return async () => {
    const db = mongoose.connection.db
    const status = (await db?.admin().command({ serverStatus: 1 })) as {
      opcounters: Record<'insert' | 'query' | 'update' | 'delete' | 'getmore' | 'command', number>
      metrics: { commands: Record<string, { total: number }> }
      transactions: { totalCommitted: number }
    }
    const { dataSize } = (await db?.stats()) as { dataSize: number }
    const { insert, query, update, delete: deleted, getmore } = status.opcounters
    const { aggregate, count: counted, findAndModify } = status.metrics.commands
    return {
      reads: query + getmore + (aggregate?.total ?? 0) + (counted?.total ?? 0),
      writes: insert + update + deleted + (findAndModify?.total ?? 0),
      transactions: Number(status.transactions.totalCommitted),
      bytes: dataSize,
    }
  }
}

async function timed(work: () => Promise<unknown>, database: () => Promise<DatabaseCounts>) {
  const before = await database()
  const began = performance.now()
  await work()
  const seconds = (performance.now() - began) / 1_000
  return { before, after: await database(), seconds }
}

async function boxes(url: string): Promise<Boxes> {
  const lengthOf = async (name: string) =>
    ((await (await fetch(`${url}/_local/${name}`)).json()) as unknown[]).length
  return { emails: await lengthOf('emails'), pushes: await lengthOf('pushes'), events: await lengthOf('bus') }
}

function linesSince(file: string, since: string): LogLine[] {
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean)
  return lines.map((line) => JSON.parse(line) as LogLine).filter(({ at }) => at >= since)
}
