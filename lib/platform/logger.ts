import { AsyncLocalStorage } from 'node:async_hooks'
import { realTime } from '#lib/platform/clock.ts'

/**
 * The fields of a log line. Each line is one JSON object with the request's id. Only the fields named here can be
 * logged, so that no password, token, e-mail or phone number gets into the log by accident.
 */
export interface LogFields {
  readonly route?: string
  readonly schedule?: string
  readonly queue?: string
  /** A piece of work: its task, and the id of what it is about. */
  readonly task?: string
  readonly item?: string
  readonly paymentId?: string
  readonly refundId?: string
  /** How many messages of a batch failed. */
  readonly failed?: number
  readonly status?: number
  readonly ms?: number
  readonly code?: string
  readonly userId?: string | null
  readonly jobId?: string
  readonly disputeId?: string
  readonly count?: number
  readonly action?: string
  readonly event?: string
  readonly paths?: readonly string[]
  readonly error?: unknown
}

type Level = 'debug' | 'info' | 'warn' | 'error'

export interface LogLine {
  readonly at: string
  readonly level: Level
  readonly message: string
  readonly requestId?: string
  readonly [field: string]: unknown
}

/** Receives log lines: standard output on Lambda; on one machine the server adds files and a console. */
type Sink = (line: LogLine) => void

const toStandardOutput: Sink = (line) => process.stdout.write(`${JSON.stringify(line)}\n`)
let sink: Sink = toStandardOutput

export const sendLogsTo = (newSink: Sink): void => {
  sink = newSink
}

const request = new AsyncLocalStorage<string>()

/** Runs `work` so that every line it logs has this request's id. */
export const withRequestId = <T>(requestId: string, work: () => T): T => request.run(requestId, work)

export const currentRequestId = (): string | undefined => request.getStore()

function write(level: Level, message: string, { error, ...fields }: LogFields = {}): void {
  const requestId = request.getStore()
  sink({
    at: realTime().toISOString(),
    level,
    message,
    ...(requestId && { requestId }),
    ...(process.env.BUILD_ID && { build: process.env.BUILD_ID }),
    ...fields,
    ...(error !== undefined && { error: describe(error) }),
  })
}

/**
 * The name, code and stack frames of an error. The message is left out, as it may quote what a user sent: drivers and
 * parsers put values into their messages. An error of our own whose words are safe has them as `forLog`.
 */
function describe(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { name: typeof error }
  const { stack = '', cause } = error
  const code =
    'code' in error && (typeof error.code === 'string' || typeof error.code === 'number') ? error.code : null
  const frames = stack
    .split('\n')
    .filter((line) => line.trimStart().startsWith('at '))
    .slice(0, 12)
  return {
    name: nameOf(error),
    code,
    ...('forLog' in error && typeof error.forLog === 'string' && { message: error.forLog }),
    frames,
    ...(cause !== undefined && { cause: describe(cause) }),
  }
}

/** The error's own name, else that of its class. */
const nameOf = (error: Error): string => (error.name === 'Error' ? error.constructor.name : error.name)

/** An error in a few words without its message: `MongoServerError 11000`. */
export function briefly(error: unknown): string {
  if (!(error instanceof Error)) return typeof error
  if ('forLog' in error && typeof error.forLog === 'string') return error.forLog
  return [nameOf(error), ...('code' in error && error.code !== undefined ? [String(error.code)] : [])].join(
    ' ',
  )
}

export const log = {
  debug: (message: string, fields?: LogFields) => write('debug', message, fields),
  info: (message: string, fields?: LogFields) => write('info', message, fields),
  warn: (message: string, fields?: LogFields) => write('warn', message, fields),
  error: (message: string, fields?: LogFields) => write('error', message, fields),
}
