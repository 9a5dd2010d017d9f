import { AsyncLocalStorage } from 'node:async_hooks'
import { realTime } from '#lib/platform/clock.ts'

/**
 * The fields of a log line. Each line is one JSON object with the request's id. Only the fields named here can be
 * logged, so that no password, token, e-mail or phone number gets into the log by accident.
 */
export interface LogFields {
  readonly route?: string
  readonly area?: string
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
  /** Measured values, which metrics are made of (lib/operations/gauges.ts). */
  readonly gauges?: Readonly<Record<string, number>>
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

/** Who asked for what is being done, and who hears of the errors that are logged meanwhile. */
export interface RequestContext {
  readonly requestId: string
  /** The replay of the session of the app that asked (LogRocket). */
  readonly replay?: string | undefined
  /** Is handed each line of an error. */
  readonly onError?: ((line: LogLine) => void) | undefined
}

const request = new AsyncLocalStorage<RequestContext>()

/** Runs `work` so that every line it logs has this request's id and replay. */
export const withRequest = <T>(context: RequestContext, work: () => T): T => request.run(context, work)

/** The same with another request's id, of which no replay is known: that of whoever caused a message. */
export const withRequestId = <T>(requestId: string, work: () => T): T =>
  request.run({ requestId, onError: request.getStore()?.onError }, work)

export const currentRequestId = (): string | undefined => request.getStore()?.requestId

function write(level: Level, message: string, { error, ...fields }: LogFields = {}): void {
  const { requestId, replay, onError } = request.getStore() ?? {}
  const line: LogLine = {
    at: realTime().toISOString(),
    level,
    message,
    ...(requestId && { requestId }),
    ...(replay && { replay }),
    ...(process.env.BUILD_ID && { build: process.env.BUILD_ID }),
    ...fields,
    ...(error !== undefined && { error: describe(error) }),
  }
  sink(line)
  if (level === 'error') onError?.(line)
}

/**
 * The name, code and stack frames of an error. The message is left out, as it may quote what a user sent: drivers and
 * parsers put values into their messages. An error of our own whose words are safe has them as `forLog`.
 */
function describe(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { name: typeof error }
  const { stack = '', cause } = error
  const code = codeOf(error)
  const frames = [...placeOfSyntaxError(stack), ...stack.split('\n').filter(isFrame)].slice(0, 12)
  return {
    name: nameOf(error),
    code,
    ...('forLog' in error && typeof error.forLog === 'string' && { message: error.forLog }),
    frames,
    ...(cause !== undefined && { cause: describe(cause) }),
  }
}

const isFrame = (line: string): boolean => line.trimStart().startsWith('at ')

/** Where code could not be read: no frame says it, but the line that Node puts before the error. */
function placeOfSyntaxError(stack: string): readonly string[] {
  const [, place] = /^((?:file:\/\/)?\/[^\s()]+:\d+)\n/.exec(stack) ?? []
  return place ? [`    at ${place}:1`] : []
}

/** Codes of the field are words or short numbers. Anything else may quote what a user sent, as a message may. */
const CODE = /^(?:[A-Za-z][\w.:/-]{0,79}|-?\d{1,6})$/

function codeOf(error: Error): string | number | null {
  if (!('code' in error)) return null
  const { code } = error
  return (typeof code === 'string' || typeof code === 'number') && CODE.test(String(code)) ? code : null
}

/** The error's own name, else that of its class. */
const nameOf = (error: Error): string => (error.name === 'Error' ? error.constructor.name : error.name)

/** An error in a few words without its message: `MongoServerError 11000`. */
export function briefly(error: unknown): string {
  if (!(error instanceof Error)) return typeof error
  if ('forLog' in error && typeof error.forLog === 'string') return error.forLog
  return [nameOf(error), codeOf(error)].filter((part) => part !== null).join(' ')
}

export const log = {
  debug: (message: string, fields?: LogFields) => write('debug', message, fields),
  info: (message: string, fields?: LogFields) => write('info', message, fields),
  warn: (message: string, fields?: LogFields) => write('warn', message, fields),
  error: (message: string, fields?: LogFields) => write('error', message, fields),
}
