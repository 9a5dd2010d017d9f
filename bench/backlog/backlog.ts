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
import type { QueueHandler } from '#lib/lambda/queue/queue-handler.ts'
import { buildIndexes } from '#lib/model/build-indexes.ts'
import { verifyLedger } from '#lib/money/verify-ledger.ts'
import { realTime, SECOND } from '#lib/platform/clock.ts'
import { newId } from '#lib/platform/ids.ts'
import { sendLogsTo } from '#lib/platform/logger.ts'
import { connectMongo, disconnectMongo } from '#lib/platform/mongo.ts'
import type { Run } from '#lib/platform/run.ts'
import { type Backlog, BACKLOGS } from './backlogs.ts'

/**
 * `npm run bench:backlog`: how long a backlog takes until it is drained, with ten calls of its function side by side in
 * one process; how long the longest run of its schedule took; and how long another message waited on the same queue
 * meanwhile, in the middle and at most. `-- deadlines 10000` drains one of them, of another size.
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

  /** Notes the probes of a batch as they reach the function. */
  seenBy =
    (handler: QueueHandler): QueueHandler =>
    (event, context) => {
      for (const { body } of event.Records) {
        const id = /"ids":\["([0-9a-f]{24})"\]/.exec(body)?.[1] ?? ''
        const sent = this.#sent.get(id)
        if (sent !== undefined) this.waits.push(performance.now() - sent)
      }
      return handler(event, context)
    }
}

async function drain(backlog: Backlog, count: number): Promise<void> {
  for (const { collection } of Object.values(mongoose.models)) await collection.deleteMany({})
  await backlog.fill(count)
  const client = new SQSClient({ endpoint: sqs.url })
  const url = process.env[urlSettingOf(backlog.queue)] ?? ''
  const probe = new Probe(backlog.queue)
  const queue = { ...backlog.queue, maxCalls: WORKERS }
  const source = new EventSource({
    queue,
    url,
    handler: probe.seenBy(backlog.handler),
    client,
    retrySeconds: 1,
  })
  source.start()
  probe.start(client, url)
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
  await source.stop()
  client.destroy()
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
    if (only === undefined || only === name) await drain(backlog, size ? Number(size) : backlog.count)
  }
} finally {
  await disconnectMongo()
  await sqs.stop()
  await mongod.stop()
  rmSync(folder, { recursive: true, force: true })
}
