import { schedules } from '#functions/schedules/schedules.ts'
import { scheduleHandler } from '#lib/lambda/schedule/schedule-handler.ts'
import { checkLedger } from '#lib/payouts/check-ledger.ts'

export const handler = scheduleHandler(schedules.checkLedger, checkLedger)
