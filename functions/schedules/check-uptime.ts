import { schedules } from '#functions/schedules/schedules.ts'
import { scheduleHandler } from '#lib/lambda/schedule/schedule-handler.ts'
import { checkUptime } from '#lib/operations/check-uptime.ts'

export const handler = scheduleHandler(schedules.checkUptime, checkUptime)
