import { memoryOf } from '#infra/constructs/function.ts'
import { deployedFunctions } from '#infra/functions.ts'
import type { LogLine } from '#lib/platform/logger.ts'

export interface DatabaseCounts {
  readonly reads: number
  readonly writes: number
  readonly transactions: number
  readonly bytes: number
}

interface Interval {
  readonly before: DatabaseCounts
  readonly after: DatabaseCounts
  readonly seconds: number
}

/** What the demo scenario takes, as `npm run cost:count` counted it. */
export interface Counts {
  readonly command: string
  readonly node: string
  readonly countedAt: string
  readonly jobs: number
  readonly requests: number
  readonly calls: Readonly<Record<'http' | 'queue' | 'socket', number>>
  /** Its documents, uncompressed. */
  readonly storedBytes: number
  /** As measured here: memory of each function times its milliseconds. */
  readonly gbSeconds: Readonly<Record<'http' | 'queue' | 'socket', number>>
  readonly messages: number
  /** What was sent to sockets. */
  readonly frames: number
  readonly reads: number
  readonly writes: number
  readonly transactions: number
  readonly logBytes: number
  readonly emails: number
  readonly pushes: number
  readonly events: number
}

/** How many e-mails, pushes and events of the bus the fakes have. */
export type Boxes = Readonly<Record<'emails' | 'pushes' | 'events', number>>

export interface Counted {
  readonly lines: readonly LogLine[]
  readonly idle: Interval
  readonly played: Interval
  /** Before and after. */
  readonly boxes: readonly [Boxes, Boxes]
}

type Kind = 'http' | 'queue' | 'socket'
const KIND_OF: Readonly<Record<string, Kind>> = { request: 'http', queue: 'queue', socket: 'socket' }

const SMALLEST_GB = 0.25

/** Adds up what the lines of functions say, and what the database counted beside its idle work. */
export function countsOf({ lines, idle, played, boxes: [before, after] }: Counted): Counts {
  const calls = { http: 0, queue: 0, socket: 0 }
  const gbSeconds = { http: 0, queue: 0, socket: 0 }
  let messages = 0
  let frames = 0
  for (const line of lines) {
    const kind = KIND_OF[line.message]
    if (!kind) continue
    calls[kind] += 1
    gbSeconds[kind] += (gigabytesOf(line) * Number(line.ms)) / 1_000
    if (kind === 'queue') messages += Number(line.count)
    if (line.queue === 'realtime') frames += Number(line.count)
  }
  const jobs = lines.filter(
    ({ message, route, status }) => message === 'request' && route === 'createJob' && status === 201,
  ).length
  const beside = (name: keyof DatabaseCounts): number => {
    const perSecond = (idle.after[name] - idle.before[name]) / idle.seconds
    return Math.max(0, Math.round(played.after[name] - played.before[name] - perSecond * played.seconds))
  }
  return {
    command: 'npm run cost:count',
    node: process.version,
    countedAt: new Date().toISOString().slice(0, 10),
    jobs,
    requests: calls.http,
    calls,
    gbSeconds: rounded(gbSeconds),
    messages,
    frames,
    reads: beside('reads'),
    writes: beside('writes'),
    transactions: beside('transactions'),
    storedBytes: beside('bytes'),
    logBytes: lines.reduce((sum, line) => sum + Buffer.byteLength(JSON.stringify(line)) + 1, 0),
    emails: after.emails - before.emails,
    pushes: after.pushes - before.pushes,
    events: after.events - before.events,
  }
}

const rounded = (values: Record<Kind, number>): Record<Kind, number> => ({
  http: Number(values.http.toFixed(2)),
  queue: Number(values.queue.toFixed(2)),
  socket: Number(values.socket.toFixed(2)),
})

/** The memory that the function of a log line has on AWS. */
function gigabytesOf({ message, route, queue }: LogLine): number {
  const fn = deployedFunctions.find((one) =>
    message === 'request'
      ? one.route?.name === route
      : message === 'queue'
        ? one.queue?.name === queue
        : one.socketRoute?.key === route,
  )
  return fn ? memoryOf(fn) / 1_024 : SMALLEST_GB
}
