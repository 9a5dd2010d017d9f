import { randomUUID } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import type { Schedule } from '#lib/lambda/schedule/define-schedule.ts'
import { log, withRequestId } from '#lib/platform/logger.ts'
import { connectMongo } from '#lib/platform/mongo.ts'

/** The result of a schedule: how many of each kind it changed. */
export interface Tally {
  readonly [what: string]: number
}

export type ScheduleHandler = (event: unknown, context?: { awsRequestId: string }) => Promise<Tally>

/** The Lambda behind one schedule. It connects to the database and logs the result. A logged error raises the alarm. */
export function scheduleHandler(schedule: Schedule, work: () => Promise<Tally>): ScheduleHandler {
  return (_event, context) =>
    withRequestId(context?.awsRequestId ?? randomUUID(), async () => {
      const began = performance.now()
      try {
        if (schedule.uses.includes('mongo')) await connectMongo()
        const tally = await work()
        const count = Object.values(tally).reduce((sum, part) => sum + part, 0)
        log.info('schedule', { schedule: schedule.name, count, ms: Math.round(performance.now() - began) })
        return tally
      } catch (error) {
        log.error('schedule failed', { schedule: schedule.name, error })
        throw error
      }
    })
}
