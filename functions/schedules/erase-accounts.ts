import { schedules } from '#functions/schedules/schedules.ts'
import { scheduleHandler } from '#lib/lambda/schedule/schedule-handler.ts'
import { handOutErasures } from '#lib/privacy/hand-out-erasures.ts'

export const handler = scheduleHandler(schedules.eraseAccounts, handOutErasures)
