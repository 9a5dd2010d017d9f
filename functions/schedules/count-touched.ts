import { schedules } from '#functions/schedules/schedules.ts'
import { countTouched } from '#lib/analytics/count-touched.ts'
import { scheduleHandler } from '#lib/lambda/schedule/schedule-handler.ts'

export const handler = scheduleHandler(schedules.countTouched, countTouched)
