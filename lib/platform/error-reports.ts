import { performance } from 'node:perf_hooks'
import type { CallContext } from '#lib/platform/call-context.ts'
import { MINUTE } from '#lib/platform/clock.ts'
import { log, type LogLine, withRequest } from '#lib/platform/logger.ts'
import { isEmpty, knownSecrets } from '#lib/platform/secrets.ts'

/** What runs: a route, a queue's consumer, a schedule, a route of the WebSocket API, a step of a deployment. */
export interface Invocation {
  readonly kind: 'http' | 'queue' | 'schedule' | 'socket' | 'deployment'
  readonly name: string
  readonly requestId: string
  readonly replay?: string | undefined
  /** What Lambda says about it: when it ends the call. */
  readonly context?: CallContext | undefined
}

/** The longest that an answer waits for a report of its errors to be sent. */
const MAX_DELAY_MS = 750

/** After a report that could not be sent, none is tried for this long, so that an outage of Sentry costs one wait. */
const PAUSE_MS = MINUTE

/** So many reports of one process a minute: where everything fails, more of them say nothing new. */
const MAX_REPORTS = 20

/** So long before Lambda ends a call, it is reported as one that takes too long: afterwards nothing can be sent. */
const LAST_WORDS_MS = 1_500

const ASIDE = 'an error could not be reported'

let pausedUntil = 0
let countedSince = 0
let count = 0

/**
 * Runs one invocation of a function. Its log lines have its request id and replay, and every error that it logs is
 * reported to Sentry, if this deployment has a key. The report goes out while the work goes on; at the end it is waited
 * for, as Lambda freezes a process that has answered. Whatever happens to a report, the outcome of the work stays. If
 * Lambda is about to end the call, that is logged as an error.
 */
export async function invocation<T>(of: Invocation, work: () => Promise<T>): Promise<T> {
  const sending: Promise<void>[] = []
  const onError = (line: LogLine) => {
    if (isDue()) sending.push(report(line, of))
  }
  const { requestId, replay } = of
  return withRequest({ requestId, replay, onError }, async () => {
    const timer = lastWords(of)
    try {
      return await work()
    } finally {
      clearTimeout(timer)
      if (sending.length > 0) await sentOrLate(sending)
    }
  })
}

/** Says that a call takes too long, as long as there is time for it. */
function lastWords({ name, context }: Invocation): NodeJS.Timeout | undefined {
  const remaining = context?.getRemainingTimeInMillis?.()
  if (remaining === undefined) return undefined
  const tooLong = () =>
    log.error('the call takes too long and is about to be ended', { route: name, code: 'TIMED_OUT' })
  return setTimeout(tooLong, Math.max(0, remaining - LAST_WORDS_MS)).unref()
}

/** Whether an error is reported: there is a key, Sentry is not away, and there were not too many of late. */
function isDue(): boolean {
  const now = performance.now()
  if (now < pausedUntil || dsn() === null) return false
  if (now - countedSince >= MINUTE) {
    countedSince = now
    count = 0
  }
  count += 1
  return count <= MAX_REPORTS
}

/** Sentry's key, from the deployment's secret, else from its settings; null if there is none. */
function dsn(): string | null {
  const given = [knownSecrets().SENTRY_DSN, process.env.SENTRY_DSN]
  return given.find((value): value is string => typeof value === 'string' && !isEmpty(value)) ?? null
}

/** Sends one report. What sends them is loaded with the first error. Never throws. */
async function report(line: LogLine, { kind, name }: Invocation): Promise<void> {
  try {
    const { sendReport } = await import('#lib/platform/sentry.ts')
    await sendReport(dsn() ?? '', {
      line,
      kind,
      name,
      environment: environment(),
      server: process.env.AWS_LAMBDA_FUNCTION_NAME,
    })
  } catch (error) {
    pausedUntil = performance.now() + PAUSE_MS
    log.warn(ASIDE, { error })
  }
}

/** The stage, which the name of the deployment's secret ends in; AWS puts six letters behind it. */
function environment(): string {
  const { SENTRY_ENVIRONMENT, SECRETS_ARN } = process.env
  return SENTRY_ENVIRONMENT ?? /:secret:craftworks\/([^:]+)-\w{6}$/.exec(SECRETS_ARN ?? '')?.[1] ?? 'local'
}

/** Waits until everything is sent, and no longer than an answer may be late. What takes longer is as good as away. */
async function sentOrLate(sending: readonly Promise<void>[]): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<'late'>()
  const timer = setTimeout(() => resolve('late'), MAX_DELAY_MS)
  const outcome = await Promise.race([Promise.all(sending), late])
  clearTimeout(timer)
  if (outcome !== 'late') return
  pausedUntil = performance.now() + PAUSE_MS
  log.warn(ASIDE, { ms: MAX_DELAY_MS, code: 'TOO_SLOW' })
}

/** Forgets outages and counts, for tests. */
export function forgetReports(): void {
  pausedUntil = 0
  countedSince = performance.now()
  count = 0
}
