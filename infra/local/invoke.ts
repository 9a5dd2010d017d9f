import { randomUUID } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { queues, schedules, socketRoutes } from '#functions/consumers.ts'
import { routes } from '#functions/routes.ts'
import { ofQueue, ofRoute, ofSchedule } from '#infra/functions.ts'
import { readSavedClock } from '#infra/local/business-clock.ts'
import { loadHandler } from '#infra/local/http/handlers.ts'
import { forConsole } from '#infra/local/log-files.ts'
import { readSample } from '#infra/local/sample-event.ts'
import { openFreshScene, openKeptData, type SampleSystem } from '#infra/local/sample-system.ts'
import { ROOT } from '#infra/local/settings.ts'
import { CannotStartError, stopWith } from '#infra/local/stop-with.ts'
import { loadSocketHandlers } from '#infra/local/websocket/socket-handlers.ts'
import { toKebabCase } from '#lib/lambda/http/define-route.ts'
import type { HttpEvent, HttpHandler } from '#lib/lambda/http/http-event.ts'
import type { QueueEvent, QueueHandler } from '#lib/lambda/queue/queue-handler.ts'
import type { ScheduleHandler } from '#lib/lambda/schedule/schedule-handler.ts'
import type { SocketEvent } from '#lib/lambda/socket/socket-event.ts'
import { Connection } from '#lib/model/connection.model.ts'
import { sendLogsTo } from '#lib/platform/logger.ts'

/**
 * `npm run invoke -- create-job`: runs one function in this process with its sample event, or with an event from a file,
 * and ends with 1 where the function fails or refuses. Each run has a demo scene of its own, so that a sample works
 * whatever was run before; `--keep` works in the data of `npm start`.
 */
const connectSample = path.join(ROOT, 'events/websocket/connect.json')
const KINDS = ['http', 'schedule', 'sqs', 'websocket', 'fawry', 'stripe']

const { values, positionals } = parseArgs({
  options: { keep: { type: 'boolean', default: false } },
  allowPositionals: true,
})
let system: SampleSystem | undefined
try {
  const sample = findSample(positionals[0])
  system = values.keep ? await openKeptData() : await openFreshScene()
  sendLogsTo((line) => process.stderr.write(`${forConsole(line)}\n`))
  process.stderr.write(`${system.about}\n`)
  readSavedClock()
  await run(sample, await readSample(readFileSync(sample, 'utf8')))
  await system.close()
} catch (error) {
  await system?.close().catch(() => undefined)
  stopWith(error)
}

/** The sample event of the named function (`create-job`, `stripe/paid`), or the named file. */
function findSample(name: string | undefined): string {
  if (name?.endsWith('.json') && existsSync(name)) return path.resolve(name)
  const names = KINDS.flatMap((kind) =>
    readdirSync(path.join(ROOT, 'events', kind)).map((file) => `${kind}/${path.basename(file, '.json')}`),
  )
  const wanted = toKebabCase(name ?? '')
  const found = names.find((known) => known === wanted || path.basename(known) === wanted)
  if (name && found) return path.join(ROOT, 'events', `${found}.json`)
  const problem = name ? `There is no function or event file called ${name}.` : 'Name a function.'
  throw new CannotStartError(`${problem} These have a sample:\n  ${names.map(shortened).join('\n  ')}`)
}

/** Samples of functions go by the function's name; those of gateways have their folder before it. */
function shortened(name: string): string {
  return name.replace(/^(http|schedule|sqs|websocket)\//, '')
}

async function run(sample: string, event: unknown): Promise<void> {
  if (isQueueEvent(event)) return consume(sample, event)
  if (isSocketEvent(event)) return receive(event)
  const schedule = schedules.find(({ name }) => toKebabCase(name) === path.basename(sample, '.json'))
  if (schedule && !isHttpEvent(event)) {
    const handler = await loadHandler<ScheduleHandler>(ofSchedule(schedule).file)
    return print(`schedule ${toKebabCase(schedule.name)}`, await handler(event, context()))
  }
  if (!isHttpEvent(event))
    throw new CannotStartError(
      `${sample} is neither an event of the HTTP or WebSocket API nor of a queue or a schedule.`,
    )
  const route = routes.find(({ method, path: place }) => `${method} ${place}` === event.routeKey)
  if (!route) throw new CannotStartError(`No route of the manifest is called ${event.routeKey}.`)
  const handler = await loadHandler<HttpHandler>(ofRoute(route).file)
  const { statusCode = 200, body = '' } = await handler(event, context())
  print(`${event.routeKey}  ${statusCode}`, readable(body))
  if (statusCode >= 400) process.exitCode = 1
}

/** Calls the function behind a socket route. A frame and the end of a socket come after its beginning. */
async function receive(event: SocketEvent): Promise<void> {
  const { routeKey, connectionId } = event.requestContext
  const route = socketRoutes.find(({ key }) => key === routeKey)
  if (!route) throw new CannotStartError(`No route of the WebSocket API is called ${routeKey}.`)
  const handlers = await loadSocketHandlers(socketRoutes)
  if (routeKey !== '$connect' && !(await Connection.exists({ _id: connectionId }))) {
    const opening = (await readSample(readFileSync(connectSample, 'utf8'))) as SocketEvent
    await handlers('connect', {
      ...opening,
      requestContext: { ...opening.requestContext, connectionId },
    })
  }
  const answer = await handlers(route.name, event)
  print(`${routeKey}  ${answer.statusCode}`, answer)
  if (answer.statusCode >= 400) process.exitCode = 1
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

function isSocketEvent(event: unknown): event is SocketEvent {
  const { requestContext = {} } = event as { readonly requestContext?: object }
  return 'eventType' in requestContext && 'connectionId' in requestContext
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
