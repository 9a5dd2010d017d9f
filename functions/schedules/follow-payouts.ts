import { schedules } from '#functions/schedules/schedules.ts'
import { scheduled } from '#lib/http/scheduled.ts'
import { followPayouts } from '#lib/payouts/run-payouts.ts'

export const handler = scheduled(schedules.followPayouts, () => followPayouts())
