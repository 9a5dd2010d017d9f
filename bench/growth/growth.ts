import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import mongoose from 'mongoose'
import { findMongod, startMongod } from '#infra/local/mongod.ts'
import { buildIndexes } from '#lib/model/build-indexes.ts'
import { loadModels } from '#lib/model/load-models.ts'
import { sendLogsTo } from '#lib/platform/logger.ts'
import { connectMongo, disconnectMongo } from '#lib/platform/mongo.ts'
import { jobs } from './jobs.ts'
import { own } from './own.ts'
import type { Row, Subject } from './row.ts'

/**
 * `npm run bench:growth`: what a request costs when the database grows, through the real handlers. It prints each row
 * at every size, and the ratio of the largest to the smallest: 1 is what we want. `SIZES=10000,100000` names other
 * sizes, `ROUNDS=50` how often each row is asked. A subject joins the list below with a file of its own.
 */
const SUBJECTS: readonly Subject[] = [jobs, own]
const SIZES = (process.env.SIZES ?? '10000,100000,1000000').split(',').map(Number)
const ROUNDS = Number(process.env.ROUNDS ?? 20)
const WARM = 5

const print = (text: string): void => void process.stdout.write(`${text}\n`)

/** The middle of so many rounds, in ms. */
async function timeOf({ ask }: Row): Promise<number> {
  const times: number[] = []
  for (let round = -WARM; round < ROUNDS; round += 1) {
    const began = performance.now()
    await ask()
    if (round >= 0) times.push(performance.now() - began)
  }
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0
}

/** Documents go in faster while there are no indexes but that of `_id`. */
async function grow(from: number, to: number): Promise<void> {
  const began = performance.now()
  for (const { collection } of Object.values(mongoose.models))
    await collection.dropIndexes().catch(() => null)
  for (const subject of SUBJECTS) await subject.grow(from, to)
  const inserted = performance.now()
  await buildIndexes()
  const seconds = (ms: number) => `${(ms / 1_000).toFixed(0)} s`
  print(
    `${to} jobs: inserted in ${seconds(inserted - began)}, indexed in ${seconds(performance.now() - inserted)}`,
  )
}

function printTable(measured: ReadonlyMap<string, { row: Row; times: number[] }>): void {
  print(`\n| what | ${SIZES.map((size) => size.toLocaleString('en')).join(' | ')} | ratio | goal |`)
  print(`| --- |${' --- |'.repeat(SIZES.length + 2)}`)
  for (const [name, { row, times }] of measured) {
    const ratio = (times.at(-1) ?? 0) / (times[0] ?? 1)
    const cells = times.map((time) => `${time.toFixed(1)} ms`)
    print(
      `| ${name} | ${cells.join(' | ')} | ${ratio.toFixed(1)} | ${row.goalMs ? `<= ${row.goalMs} ms` : ''} |`,
    )
  }
}

const folder = mkdtempSync(path.join(tmpdir(), 'craftworks-growth-'))
const mongod = await startMongod({
  dataFolder: folder,
  logFile: path.join(folder, 'mongod.log'),
  binary: await findMongod(),
})
try {
  process.env.MONGODB_URI = `${mongod.uri.replace(/\/?(\?.*)?$/, '')}/growth`
  process.env.JWT_SECRET ??= 'a secret of the benchmark, at least so many characters long'
  sendLogsTo(() => undefined)
  await connectMongo()
  await loadModels()
  const measured = new Map<string, { row: Row; times: number[] }>()
  let size = 0
  for (const next of SIZES) {
    await grow(size, next)
    size = next
    for (const row of (await Promise.all(SUBJECTS.map((subject) => subject.rows()))).flat()) {
      const { times } = measured.get(row.name) ?? { times: [] }
      measured.set(row.name, { row, times: [...times, await timeOf(row)] })
    }
  }
  printTable(measured)
} finally {
  await disconnectMongo()
  await mongod.stop()
  rmSync(folder, { recursive: true, force: true })
}
