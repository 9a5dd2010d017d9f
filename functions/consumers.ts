import { schedules as timed } from '#functions/schedules/schedules.ts'
import type { Schedule } from '#lib/http/define-schedule.ts'

/** What runs without a request: every schedule (queues and socket routes join here). */
export const schedules: readonly Schedule[] = Object.values(timed)
