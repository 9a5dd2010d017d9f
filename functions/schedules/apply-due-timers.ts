import { schedules } from '#functions/schedules/schedules.ts'
import { applyDueTimers } from '#lib/jobs/apply-due-timers.ts'
import { scheduleHandler } from '#lib/lambda/schedule/schedule-handler.ts'

export const handler = scheduleHandler(schedules.applyDueTimers, applyDueTimers)
