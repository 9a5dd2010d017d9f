import { randomUUID } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import { connectEarly } from '#lib/lambda/connect-early.ts'
import type { Schedule } from '#lib/lambda/schedule/define-schedule.ts'
import type { CallContext } from '#lib/platform/call-context.ts'
import { SECOND } from '#lib/platform/clock.ts'
import { type Invocation, invocation } from '#lib/platform/error-reports.ts'
import { briefly, log } from '#lib/platform/logger.ts'
import { connectMongo } from '#lib/platform/mongo.ts'
import { isOutage } from '#lib/platform/outage.ts'
import type { Run } from '#lib/platform/run.ts'
import { isSecretUnfilled, renewSecrets, suspectSecrets } from '#lib/platform/secrets.ts'

/** The result of a run: how many of each kind it handed out or changed, and whether there is `more`. */
export interface Tally {
  readonly [what: string]: number | boolean
}

export type ScheduleHandler = (event: unknown, context?: CallContext) => Promise<Tally>

/** A run begins nothing more after this time, so that the next one of a schedule that runs each minute can begin. */
const MAX_RUN_MS = 50 * SECOND

/** So much before Lambda ends a run, it begins nothing more: a page, or the call that it is in, still ends. */
const RESERVE_MS = 15 * SECOND

/**
 * What Lambda is told of a run that failed: it prints and stores the whole message of what is thrown, so the error
 * itself, whose message may quote what a user sent, stays with our own log.
 */
class FailedRunError extends Error {
  override readonly name = 'FailedRunError'

  constructor(schedule: string, error: unknown) {
    super(`A run of ${schedule} failed: ${briefly(error)}`)
  }
}

/**
 * The Lambda behind one schedule. It connects to the database and logs the result. A logged error raises the alarm.
 * While nobody has filled in the deployment's secret yet, a run does nothing. The work hears when its time is over, ends
 * then, and says that there is more.
 */
export function scheduleHandler(schedule: Schedule, work: (run: Run) => Promise<Tally>): ScheduleHandler {
  connectEarly(schedule.uses)
  return (_event, context) =>
    invocation(invocationOf(schedule, context), async () => {
      try {
        return await runOnce(schedule, () => work(runWithin(context)))
      } catch (error) {
        if (isOutage(error)) suspectSecrets()
        log.error('schedule failed', { schedule: schedule.name, error })
        throw new FailedRunError(schedule.name, error)
      }
    })
}

const invocationOf = ({ name }: Schedule, context: CallContext | undefined): Invocation => ({
  kind: 'schedule',
  name,
  requestId: context?.awsRequestId ?? randomUUID(),
  context,
})

/** Counts from its beginning, and by what Lambda says. */
function runWithin(context: CallContext | undefined): Run {
  const end = performance.now() + MAX_RUN_MS
  return {
    isOver: () =>
      performance.now() >= end || (context?.getRemainingTimeInMillis?.() ?? Infinity) <= RESERVE_MS,
  }
}

async function runOnce({ name, uses }: Schedule, work: () => Promise<Tally>): Promise<Tally> {
  const began = performance.now()
  await renewSecrets()
  if (await isSecretUnfilled()) {
    log.warn('schedule skipped: the secret is not filled in yet', { schedule: name })
    return {}
  }
  if (uses.includes('mongo')) await connectMongo()
  const tally = await work()
  const count = Object.values(tally).reduce<number>((sum, part) => sum + Number(part === true ? 0 : part), 0)
  log.info('schedule', { schedule: name, count, ms: Math.round(performance.now() - began) })
  if (tally.more === true)
    log.warn('a run was over before everything was handed out', { schedule: name, count })
  return tally
}
