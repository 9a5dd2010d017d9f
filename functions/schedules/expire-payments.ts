import { schedules } from '#functions/schedules/schedules.ts'
import { scheduleHandler } from '#lib/lambda/schedule/schedule-handler.ts'
import { expirePayments } from '#lib/payments/expire-payments.ts'

export const handler = scheduleHandler(schedules.expirePayments, expirePayments)
