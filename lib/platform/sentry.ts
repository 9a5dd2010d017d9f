import { randomUUID } from 'node:crypto'
import { realTime } from '#lib/platform/clock.ts'
import type { LogLine } from '#lib/platform/logger.ts'

/**
 * Sends errors to Sentry as an envelope with one event. Loaded with the first error, so it imports nothing of ours:
 * what a lazy part imports is loaded lazily everywhere (docs/decisions/sentry.md says why this is no SDK).
 */

/** An error of an invocation: its log line, which has nothing personal in it, and where it was. */
export interface ErrorReport {
  readonly line: LogLine
  readonly kind: string
  /** The route, the consumer, the schedule. */
  readonly name: string
  readonly environment: string
  readonly server: string | undefined
}

type Reporter = (dsn: string, report: ErrorReport) => Promise<void>

/** Sentry did not take a report. */
class ReportRefusedError extends Error {
  override readonly name = 'ReportRefusedError'
  readonly code: number

  constructor(status: number) {
    super(`Sentry answered ${status}`)
    this.code = status
  }
}

/** Where a DSN leads: `https://<key>@<host>/<path>/<project>`. */
class BadDsnError extends Error {
  override readonly name = 'BadDsnError'
  readonly forLog = 'SENTRY_DSN has to be https://<key>@<host>/<project>'
}

const TIMEOUT_MS = 2_000

/** Sends a report. Throws where Sentry cannot be reached or refuses it. */
export const sendReport: Reporter = async (dsn, report) => {
  const { url, key } = readDsn(dsn)
  const event = eventOf(report)
  const payload = JSON.stringify(event)
  const header = JSON.stringify({ event_id: event.event_id, sent_at: realTime().toISOString() })
  const item = JSON.stringify({ type: 'event', length: Buffer.byteLength(payload) })
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-sentry-envelope',
      'x-sentry-auth': `Sentry sentry_version=7, sentry_client=craftworks/1, sentry_key=${key}`,
    },
    body: `${header}\n${item}\n${payload}\n`,
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  })
  await response.arrayBuffer()
  if (!response.ok) throw new ReportRefusedError(response.status)
}

function readDsn(dsn: string): { url: string; key: string } {
  const { protocol, host, hostname, pathname, username } = URL.parse(dsn) ?? {}
  const [, path = '', project] = /^(.*)\/(\d+)$/.exec(pathname ?? '') ?? []
  const isSafe = protocol === 'https:' || (protocol === 'http:' && hostname === '127.0.0.1')
  if (!isSafe || !username || !project) throw new BadDsnError()
  return { url: `${protocol}//${host}${path}/api/${project}/envelope/`, key: username }
}

/** The described error of a log line. */
interface DescribedError {
  readonly name?: unknown
  readonly code?: unknown
  readonly message?: unknown
  readonly frames?: readonly string[]
  readonly cause?: DescribedError
}

/** Names and codes of the field and of ours. Anything else may be what somebody sent. */
const WORD = /^[\w.:$-]{1,80}$/
const wordIn = (value: unknown): string | undefined =>
  (typeof value === 'string' || typeof value === 'number') && WORD.test(String(value))
    ? String(value)
    : undefined

/**
 * The event: what was logged, by whom and in which build. Ids of people, jobs and payments stay in the log, where the
 * request id finds them; so does every text that is not ours.
 */
function eventOf({ line, kind, name, environment, server }: ErrorReport) {
  const { at, message, requestId, replay, build, code, task, status } = line as LogLine & {
    readonly replay?: string
    readonly build?: string
  }
  const images = build
    ? [{ type: 'sourcemap', code_file: 'app:///index.cjs', debug_id: debugIdOf(build) }]
    : []
  return {
    event_id: randomUUID().replaceAll('-', ''),
    timestamp: at,
    platform: 'node',
    level: 'error',
    logger: 'craftworks',
    environment,
    ...(build && { release: `craftworks@${build}`, debug_meta: { images } }),
    ...(server && { server_name: server }),
    transaction: name,
    tags: {
      kind,
      route: name,
      ...(build && { build }),
      ...(requestId && { requestId }),
      ...(wordIn(code) && { code: wordIn(code) }),
      ...(wordIn(task) && { task: wordIn(task) }),
      ...(wordIn(status) && { status: wordIn(status) }),
    },
    ...(replay && { extra: { replay } }),
    exception: { values: exceptionsOf(line.error as DescribedError | undefined, message) },
  }
}

/** The error and its causes; Sentry wants the innermost first. One that brought no error is named by its log line. */
function exceptionsOf(error: DescribedError | undefined, message: string): readonly unknown[] {
  if (!error) return [{ type: 'LoggedError', value: message, mechanism: { type: 'log', handled: true } }]
  const outer = {
    type: wordIn(error.name) ?? 'Error',
    value: [message, wordIn(error.code), error.message].filter(Boolean).join(': '),
    mechanism: { type: 'log', handled: true },
    stacktrace: { frames: (error.frames ?? []).flatMap(frameOf).reverse() },
  }
  return error.cause ? [...exceptionsOf(error.cause, 'the cause'), outer] : [outer]
}

const PLACE = /^\s*at (?:(.*) \()?((?:file:\/\/|node:)?[^()]+):(\d+):(\d+)\)?$/

/** `at name (/var/task/index.cjs:12:345)`. Folders of the machine are left out: Sentry finds its maps by `app:///`. */
function frameOf(text: string): readonly unknown[] {
  const [, fn = '?', place = '', line, column] = PLACE.exec(text) ?? []
  if (!line) return []
  const file = place.replace(/^file:\/\//, '')
  const isOurs = !/^node:|node_modules/.test(file)
  const root = process.env.LAMBDA_TASK_ROOT ?? process.cwd()
  const short = file.startsWith(`${root}/`)
    ? file.slice(root.length + 1)
    : file.split('/').slice(-2).join('/')
  const filename = file.startsWith('node:') ? file : `app:///${short}`
  return [
    {
      function: fn,
      filename,
      abs_path: filename,
      lineno: Number(line),
      colno: Number(column),
      in_app: isOurs,
    },
  ]
}

/**
 * The debug id of a bundle, by which Sentry finds the source map that was uploaded for it: the build id as the begin of
 * a UUID, so that either is read from the other.
 */
export const debugIdOf = (build: string): string =>
  `${build.slice(0, 8)}-${build.slice(8, 12)}-4000-8000-000000000000`
