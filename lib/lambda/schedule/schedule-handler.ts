import { randomUUID } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import { connectEarly } from '#lib/lambda/connect-early.ts'
import type { Schedule } from '#lib/lambda/schedule/define-schedule.ts'
import { briefly, log, withRequestId } from '#lib/platform/logger.ts'
import { connectMongo } from '#lib/platform/mongo.ts'
import { isOutage } from '#lib/platform/outage.ts'
import { isSecretUnfilled, renewSecrets, suspectSecrets } from '#lib/platform/secrets.ts'

/** The result of a schedule: how many of each kind it changed. */
export interface Tally {
  readonly [what: string]: number
}

export type ScheduleHandler = (event: unknown, context?: { awsRequestId: string }) => Promise<Tally>

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
 * While nobody has filled in the deployment's secret yet, a run does nothing.
 */
export function scheduleHandler(schedule: Schedule, work: () => Promise<Tally>): ScheduleHandler {
  connectEarly(schedule.uses)
  return (_event, context) =>
    withRequestId(context?.awsRequestId ?? randomUUID(), async () => {
      try {
        return await run(schedule, work)
      } catch (error) {
        if (isOutage(error)) suspectSecrets()
        log.error('schedule failed', { schedule: schedule.name, error })
        throw new FailedRunError(schedule.name, error)
      }
    })
}

async function run({ name, uses }: Schedule, work: () => Promise<Tally>): Promise<Tally> {
  const began = performance.now()
  await renewSecrets()
  if (await isSecretUnfilled()) {
    log.warn('schedule skipped: the secret is not filled in yet', { schedule: name })
    return {}
  }
  if (uses.includes('mongo')) await connectMongo()
  const tally = await work()
  const count = Object.values(tally).reduce((sum, part) => sum + part, 0)
  log.info('schedule', { schedule: name, count, ms: Math.round(performance.now() - began) })
  return tally
}
