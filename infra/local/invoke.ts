import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { queues, schedules } from '#functions/consumers.ts'
import { routes } from '#functions/routes.ts'
import { readKeptClock } from '#infra/local/business-clock.ts'
import { openDatabase } from '#infra/local/database.ts'
import { ofQueue, ofRoute, ofSchedule } from '#infra/functions.ts'
import { loadHandler } from '#infra/local/http/handlers.ts'
import { forConsole } from '#infra/local/log-files.ts'
import { prepareDatabase } from '#infra/local/prepare-database.ts'
import { findRunning } from '#infra/local/running.ts'
import { fillPlaceholders } from '#infra/local/sample-event.ts'
import { ROOT, readSettings } from '#infra/local/settings.ts'
import { startStandIns } from '#infra/local/stand-ins.ts'
import { CannotStart, stopWith } from '#infra/local/stop-with.ts'
import type { QueueEvent, QueueHandler } from '#lib/http/consumed.ts'
import { kebab } from '#lib/http/define-route.ts'
import type { HttpEvent, HttpHandler } from '#lib/http/gateway-event.ts'
import type { ScheduleHandler } from '#lib/http/scheduled.ts'
import { sendLogsTo } from '#lib/platform/logger.ts'
import { connectMongo, disconnectMongo } from '#lib/platform/mongo.ts'

/**
 * `npm run invoke -- create-job`: runs one function in this process with its sample event (or with the
 * event of a file), on the database of the running server, or on the kept data where none runs.
 */
const KINDS = ['http', 'schedule', 'sqs']

let release = (): Promise<void> => Promise.resolve()
try {
  const sample = findSample(process.argv[2])
  release = await openSystem()
  sendLogsTo((line) => process.stderr.write(`${forConsole(line)}\n`))
  readKeptClock()
  const text = readFileSync(sample, 'utf8')
  await connectMongo()
  await run(sample, JSON.parse(await fillPlaceholders(text)))
  await disconnectMongo()
  await release()
} catch (error) {
  await disconnectMongo().catch(() => undefined)
  await release()
  stopWith(error)
}

/** The sample of a function's name, or the file that was named. */
function findSample(asked: string | undefined): string {
  if (asked?.endsWith('.json') && existsSync(asked)) return path.resolve(asked)
  const found = KINDS.map((kind) => path.join(ROOT, 'events', kind, `${kebab(asked ?? '')}.json`)).find(
    (file) => existsSync(file),
  )
  if (asked && found) return found
  const names = KINDS.flatMap((kind) =>
    readdirSync(path.join(ROOT, 'events', kind)).map((file) => path.basename(file, '.json')),
  )
  const problem = asked ? `There is no function or event file called ${asked}.` : 'Name a function.'
  throw new CannotStart(`${problem} These have a sample:\n  ${names.join('\n  ')}`)
}

/** The settings, the database and the stand-ins: those of the running server, else our own until the end. */
async function openSystem(): Promise<() => Promise<void>> {
  const { env } = readSettings()
  Object.assign(process.env, env)
  const running = findRunning()
  if (running) {
    Object.assign(process.env, running.env)
    return () => Promise.resolve()
  }
  const database = await openDatabase(env)
  process.on('exit', () => database.mongod?.process.kill('SIGTERM')) // also after Ctrl-C
  process.on('SIGINT', () => process.exit(130))
  const standIns = await startStandIns(env)
  Object.assign(process.env, standIns.envFor(env), { MONGODB_URI: database.uri })
  await connectMongo()
  await prepareDatabase('demo')
  return async () => {
    await standIns.stop()
    await database.mongod?.stop()
  }
}

async function run(sample: string, event: unknown): Promise<void> {
  if (isFromQueue(event)) return consume(sample, event)
  const schedule = schedules.find(({ name }) => kebab(name) === path.basename(sample, '.json'))
  if (schedule && !isHttp(event)) {
    const handler = await loadHandler<ScheduleHandler>(ofSchedule(schedule).file)
    return print(`schedule ${kebab(schedule.name)}`, await handler(event, context()))
  }
  if (!isHttp(event))
    throw new CannotStart(`${sample} is neither an event of the HTTP API nor of a queue or a schedule.`)
  const route = routes.find(({ method, path: place }) => `${method} ${place}` === event.routeKey)
  if (!route) throw new CannotStart(`No route of the manifest is called ${event.routeKey}.`)
  const handler = await loadHandler<HttpHandler>(ofRoute(route).file)
  const { statusCode = 200, body = '' } = await handler(event, context())
  print(`${event.routeKey}  ${statusCode}`, readable(body))
  if (statusCode >= 500) process.exitCode = 1
}

/** Calls the function behind the queue that the event names. */
async function consume(sample: string, event: QueueEvent & FromQueue): Promise<void> {
  const arn = event.Records[0]?.eventSourceARN ?? ''
  const queue = queues.find(({ name }) => arn.endsWith(`-${name}`) || arn.endsWith(`:${name}`))
  if (!queue) throw new CannotStart(`${sample} comes from no queue of the manifest (eventSourceARN).`)
  const handler = await loadHandler<QueueHandler>(ofQueue(queue).file)
  const answer = await handler(event, context())
  print(`queue ${queue.name}`, answer)
  if (answer.batchItemFailures.length > 0) process.exitCode = 1
}

interface FromQueue {
  readonly Records: readonly { readonly eventSourceARN: string }[]
}

function isFromQueue(event: unknown): event is QueueEvent & FromQueue {
  return typeof event === 'object' && event !== null && 'Records' in event
}

function isHttp(event: unknown): event is HttpEvent {
  return typeof event === 'object' && event !== null && 'routeKey' in event
}

function context() {
  return { awsRequestId: randomUUID() }
}

function readable(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return body
  }
}

function print(title: string, answer: unknown): void {
  const text = typeof answer === 'string' ? answer : JSON.stringify(answer, null, 2)
  process.stdout.write(`${title}\n${text}\n`)
}
