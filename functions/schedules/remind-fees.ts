import { schedules } from '#functions/schedules/schedules.ts'
import { remindFees } from '#lib/fees/remind-fees.ts'
import { scheduleHandler } from '#lib/lambda/schedule/schedule-handler.ts'

export const handler = scheduleHandler(schedules.remindFees, remindFees)
