import { randomUUID } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import type { Schedule } from '#lib/http/define-schedule.ts'
import { log, withRequestId } from '#lib/platform/logger.ts'
import { connectMongo } from '#lib/platform/mongo.ts'

/** What a schedule did: how many things it changed. */
export interface Tally {
  readonly [what: string]: number
}

export type ScheduleHandler = (event: unknown, context?: { awsRequestId: string }) => Promise<Tally>

/** A Lambda behind one schedule: the connection, the log line and the error that raises the alarm. */
export function scheduled(schedule: Schedule, work: () => Promise<Tally>): ScheduleHandler {
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
