import { schedules } from '#functions/schedules/schedules.ts'
import { scheduleHandler } from '#lib/lambda/schedule/schedule-handler.ts'
import { sendRefunds } from '#lib/payments/send-refunds.ts'

export const handler = scheduleHandler(schedules.sendRefunds, sendRefunds)
