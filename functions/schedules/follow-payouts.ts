import { schedules } from '#functions/schedules/schedules.ts'
import { scheduleHandler } from '#lib/lambda/schedule/schedule-handler.ts'
import { followPayouts } from '#lib/payouts/run-payouts.ts'

export const handler = scheduleHandler(schedules.followPayouts, (run) => followPayouts(run))
