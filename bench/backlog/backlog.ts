import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import mongoose from 'mongoose'
import { queues } from '#functions/queues/queues.ts'
import { startSqsFake } from '#infra/fakes/sqs.ts'
import { startMongod } from '#infra/local/mongod.ts'
import { EventSource } from '#infra/local/queues/event-source.ts'
import { urlSettingOf } from '#lib/lambda/queue/define-queue.ts'
import { buildIndexes } from '#lib/model/build-indexes.ts'
import { verifyLedger } from '#lib/money/verify-ledger.ts'
import { realTime, SECOND } from '#lib/platform/clock.ts'
import { newId } from '#lib/platform/ids.ts'
import { sendLogsTo } from '#lib/platform/logger.ts'
import { connectMongo, disconnectMongo } from '#lib/platform/mongo.ts'
import type { Run } from '#lib/platform/run.ts'
import { type Backlog, BACKLOGS } from './backlogs.ts'
import { KilledWorkers } from './killed-workers.ts'

/**
 * `npm run bench:backlog`: how long a backlog takes until it is drained, with ten calls of its function side by side in
 * one process; how long the longest run of its schedule took; and how long another message waited on the same queue
 * meanwhile, in the middle and at most. Then the deadlines once more, with each call in a process of its own, of which
 * one is killed every five seconds. Deadlines have to be applied once each, and the ledger has to be right.
 * `-- deadlines 10000` drains one of them, of another size, `-- killed 10000` those whose workers are killed.
 */
const WORKERS = 10
/** A run ends by itself after so long; the schedule begins the next. */
const RUN_MS = 45 * SECOND
const PROBE_EVERY_MS = 2 * SECOND

const print = (line: string): void => void process.stdout.write(`${line}\n`)
const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`

/** Another message of the same queue, about nothing: what it waits for is what others wait for. */
class Probe {
  readonly waits: number[] = []
  readonly #sent = new Map<string, number>()
  readonly #queue: Backlog['queue']
  #timer: NodeJS.Timeout | undefined

  constructor(queue: Backlog['queue']) {
    this.#queue = queue
  }

  start(client: SQSClient, url: string): void {
    const task = this.#queue.name === 'work' ? 'expireQuote' : 'sendRefund'
    this.#timer = setInterval(() => {
      const id = newId<'Quote'>()
      this.#sent.set(id, performance.now())
      const body = JSON.stringify({ task, ids: [id] })
      void client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: body }))
    }, PROBE_EVERY_MS)
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  /** Notes those of the probes that are among the bodies of messages which reached the function. */
  seen = (bodies: readonly string[]): void => {
    for (const body of bodies) {
      const id = /"ids":\["([0-9a-f]{24})"\]/.exec(body)?.[1] ?? ''
      const sent = this.#sent.get(id)
      if (sent === undefined) continue
      this.waits.push(performance.now() - sent)
      this.#sent.delete(id)
    }
  }
}

/** Lets calls of a function begin, and says to a probe what they received. Returns what ends them. */
type StartWorkers = (backlog: Backlog, probe: Probe, client: SQSClient) => Promise<() => Promise<void>>

const inOneProcess: StartWorkers = ({ queue, handler }, probe, client) => {
  const source = new EventSource({
    queue: { ...queue, maxCalls: WORKERS },
    url: urlOf(queue),
    handler: (event, context) => {
      probe.seen(event.Records.map(({ body }) => body))
      return handler(event, context)
    },
    client,
    retrySeconds: 1,
  })
  source.start()
  return Promise.resolve(() => source.stop())
}

const inProcessesThatAreKilled: StartWorkers = async (_, probe) => {
  const workers = new KilledWorkers(probe.seen)
  await workers.start(WORKERS)
  return () => {
    workers.stop()
    print(`| workers that were killed: ${workers.kills} | | | | | |`)
    return Promise.resolve()
  }
}

const urlOf = (queue: Backlog['queue']): string => process.env[urlSettingOf(queue)] ?? ''

async function drain(backlog: Backlog, count: number, startWorkers: StartWorkers): Promise<void> {
  for (const { collection } of Object.values(mongoose.models)) await collection.deleteMany({})
  await backlog.fill(count)
  const client = new SQSClient({ endpoint: sqs.url })
  const probe = new Probe(backlog.queue)
  const stopWorkers = await startWorkers(backlog, probe, client)
  probe.start(client, urlOf(backlog.queue))
  const began = performance.now()
  let longestRun = 0
  while ((await backlog.left()) > 0) {
    const runBegan = performance.now()
    const until = realTime().getTime() + RUN_MS
    const run: Run = { isOver: () => realTime().getTime() >= until }
    await backlog.handOut(run)
    longestRun = Math.max(longestRun, performance.now() - runBegan)
    await wait(500)
  }
  const took = performance.now() - began
  probe.stop()
  await stopWorkers()
  client.destroy()
  await backlog.verify?.(count)
  const differences = await verifyLedger()
  if (differences.length > 0) throw new Error(`the ledger differs: ${JSON.stringify(differences[0])}`)
  printRow(`${count.toLocaleString('en')} ${backlog.name}`, took, count, longestRun, probe.waits)
}

function printRow(
  name: string,
  took: number,
  count: number,
  longestRun: number,
  waits: readonly number[],
): void {
  const sorted = waits.toSorted((a, b) => a - b)
  const middle = sorted[Math.floor(sorted.length / 2)] ?? 0
  const rate = Math.round((count * 1_000) / took)
  const cells = [
    name,
    seconds(took),
    `${rate}`,
    seconds(longestRun),
    seconds(middle),
    seconds(sorted.at(-1) ?? 0),
  ]
  print(`| ${cells.join(' | ')} |`)
}

const [only, size] = process.argv.slice(2)
const folder = mkdtempSync(path.join(tmpdir(), 'craftworks-backlog-'))
const mongod = await startMongod({ dataFolder: folder, logFile: path.join(folder, 'mongod.log') })
const sqs = await startSqsFake(Object.values(queues))
try {
  Object.assign(process.env, sqs.env, { MONGODB_URI: mongod.uri.replace('/?', '/backlog?') })
  process.env.JWT_SECRET ??= 'a secret of the benchmark, at least so many characters long'
  sendLogsTo(() => undefined)
  await connectMongo()
  await buildIndexes()
  print('| backlog | drained in | a second | longest run | others waited, median | at most |')
  print('| --- | --- | --- | --- | --- | --- |')
  for (const [name, backlog] of Object.entries(BACKLOGS)) {
    if (only === undefined || only === name) await drain(backlog, Number(size ?? backlog.count), inOneProcess)
  }
  const { deadlines } = BACKLOGS
  if (only === undefined || only === 'killed')
    await drain(deadlines, Number(size ?? deadlines.count), inProcessesThatAreKilled)
} finally {
  await disconnectMongo()
  await sqs.stop()
  await mongod.stop()
  rmSync(folder, { recursive: true, force: true })
}
