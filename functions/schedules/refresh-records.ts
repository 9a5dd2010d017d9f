import { schedules } from '#functions/schedules/schedules.ts'
import { scheduleHandler } from '#lib/lambda/schedule/schedule-handler.ts'
import { refreshRecords } from '#lib/matching/refresh-records.ts'

export const handler = scheduleHandler(schedules.refreshRecords, refreshRecords)
