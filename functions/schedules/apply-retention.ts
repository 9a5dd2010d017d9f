import { schedules } from '#functions/schedules/schedules.ts'
import { scheduleHandler } from '#lib/lambda/schedule/schedule-handler.ts'
import { handOutExpired } from '#lib/privacy/hand-out-expired.ts'

export const handler = scheduleHandler(schedules.applyRetention, handOutExpired)
