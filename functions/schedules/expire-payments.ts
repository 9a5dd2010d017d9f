import { schedules } from '#functions/schedules/schedules.ts'
import { scheduled } from '#lib/http/scheduled.ts'
import { expirePayments } from '#lib/payments/expire-payments.ts'

export const handler = scheduled(schedules.expirePayments, expirePayments)
