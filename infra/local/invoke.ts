import { randomUUID } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { queues, schedules } from '#functions/consumers.ts'
import { routes } from '#functions/routes.ts'
import { startFakes } from '#infra/fakes/start-fakes.ts'
import { ofQueue, ofRoute, ofSchedule } from '#infra/functions.ts'
import { readSavedClock } from '#infra/local/business-clock.ts'
import { openDatabase } from '#infra/local/database.ts'
import { loadHandler } from '#infra/local/http/handlers.ts'
import { forConsole } from '#infra/local/log-files.ts'
import { prepareDatabase } from '#infra/local/prepare-database.ts'
import { findRunning } from '#infra/local/running.ts'
import { fillPlaceholders } from '#infra/local/sample-event.ts'
import { fakesFolder, readSettings, ROOT } from '#infra/local/settings.ts'
import { CannotStartError, stopWith } from '#infra/local/stop-with.ts'
import { toKebabCase } from '#lib/lambda/http/define-route.ts'
import type { HttpEvent, HttpHandler } from '#lib/lambda/http/http-event.ts'
import type { QueueEvent, QueueHandler } from '#lib/lambda/queue/queue-handler.ts'
import type { ScheduleHandler } from '#lib/lambda/schedule/schedule-handler.ts'
import { sendLogsTo } from '#lib/platform/logger.ts'
import { connectMongo, disconnectMongo } from '#lib/platform/mongo.ts'

/**
 * `npm run invoke -- create-job`: runs one function in this process with its sample event, or with an event from a file.
 * It uses the database of the running server, or starts the database itself if no server runs.
 */
const KINDS = ['http', 'schedule', 'sqs']

let closeSystem = (): Promise<void> => Promise.resolve()
try {
  const sample = findSample(process.argv[2])
  closeSystem = await openSystem()
  sendLogsTo((line) => process.stderr.write(`${forConsole(line)}\n`))
  readSavedClock()
  const text = readFileSync(sample, 'utf8')
  await connectMongo()
  await run(sample, JSON.parse(await fillPlaceholders(text)))
  await disconnectMongo()
  await closeSystem()
} catch (error) {
  await disconnectMongo().catch(() => undefined)
  await closeSystem()
  stopWith(error)
}

/** The sample event of the named function, or the named file. */
function findSample(name: string | undefined): string {
  if (name?.endsWith('.json') && existsSync(name)) return path.resolve(name)
  const found = KINDS.map((kind) => path.join(ROOT, 'events', kind, `${toKebabCase(name ?? '')}.json`)).find(
    (file) => existsSync(file),
  )
  if (name && found) return found
  const names = KINDS.flatMap((kind) =>
    readdirSync(path.join(ROOT, 'events', kind)).map((file) => path.basename(file, '.json')),
  )
  const problem = name ? `There is no function or event file called ${name}.` : 'Name a function.'
  throw new CannotStartError(`${problem} These have a sample:\n  ${names.join('\n  ')}`)
}

/** Sets up settings, database and fakes: those of the running server, else our own. Returns how to stop our own. */
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
  const fakes = await startFakes(env, fakesFolder())
  Object.assign(process.env, fakes.envFor(env), { MONGODB_URI: database.uri })
  await connectMongo()
  await prepareDatabase('demo')
  return async () => {
    await fakes.stop()
    await database.mongod?.stop()
  }
}

async function run(sample: string, event: unknown): Promise<void> {
  if (isQueueEvent(event)) return consume(sample, event)
  const schedule = schedules.find(({ name }) => toKebabCase(name) === path.basename(sample, '.json'))
  if (schedule && !isHttpEvent(event)) {
    const handler = await loadHandler<ScheduleHandler>(ofSchedule(schedule).file)
    return print(`schedule ${toKebabCase(schedule.name)}`, await handler(event, context()))
  }
  if (!isHttpEvent(event))
    throw new CannotStartError(`${sample} is neither an event of the HTTP API nor of a queue or a schedule.`)
  const route = routes.find(({ method, path: place }) => `${method} ${place}` === event.routeKey)
  if (!route) throw new CannotStartError(`No route of the manifest is called ${event.routeKey}.`)
  const handler = await loadHandler<HttpHandler>(ofRoute(route).file)
  const { statusCode = 200, body = '' } = await handler(event, context())
  print(`${event.routeKey}  ${statusCode}`, readable(body))
  if (statusCode >= 500) process.exitCode = 1
}

/** Calls the function behind the queue from which the event comes. */
async function consume(sample: string, event: QueueEvent & WithSourceArn): Promise<void> {
  const arn = event.Records[0]?.eventSourceARN ?? ''
  const queue = queues.find(({ name }) => arn.endsWith(`-${name}`) || arn.endsWith(`:${name}`))
  if (!queue)
    throw new CannotStartError(`${sample} does not come from a queue of the manifest (eventSourceARN).`)
  const handler = await loadHandler<QueueHandler>(ofQueue(queue).file)
  const answer = await handler(event, context())
  print(`queue ${queue.name}`, answer)
  if (answer.batchItemFailures.length > 0) process.exitCode = 1
}

interface WithSourceArn {
  readonly Records: readonly { readonly eventSourceARN: string }[]
}

function isQueueEvent(event: unknown): event is QueueEvent & WithSourceArn {
  return typeof event === 'object' && event !== null && 'Records' in event
}

function isHttpEvent(event: unknown): event is HttpEvent {
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
