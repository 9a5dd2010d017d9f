import { schedules } from '#functions/schedules/schedules.ts'
import { remindFees } from '#lib/fees/remind-fees.ts'
import { scheduled } from '#lib/http/scheduled.ts'

export const handler = scheduled(schedules.remindFees, remindFees)
