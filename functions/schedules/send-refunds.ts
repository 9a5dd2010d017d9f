import { schedules } from '#functions/schedules/schedules.ts'
import { scheduled } from '#lib/http/scheduled.ts'
import { sendRefunds } from '#lib/payments/send-refunds.ts'

export const handler = scheduled(schedules.sendRefunds, sendRefunds)
