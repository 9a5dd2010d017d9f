import { schedules } from '#functions/schedules/schedules.ts'
import { remindOfTimers } from '#lib/jobs/remind-of-timers.ts'
import { scheduleHandler } from '#lib/lambda/schedule/schedule-handler.ts'

export const handler = scheduleHandler(schedules.remindOfTimers, remindOfTimers)
