import { schedules } from '#functions/schedules/schedules.ts'
import { scheduleHandler } from '#lib/lambda/schedule/schedule-handler.ts'
import { runPayouts } from '#lib/payouts/run-payouts.ts'

export const handler = scheduleHandler(schedules.runPayouts, (run) => runPayouts(run))
