import { schedules } from '#functions/schedules/schedules.ts'
import { scheduled } from '#lib/http/scheduled.ts'
import { runPayouts } from '#lib/payouts/run-payouts.ts'

export const handler = scheduled(schedules.runPayouts, () => runPayouts())
