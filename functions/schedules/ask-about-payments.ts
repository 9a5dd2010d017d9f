import { schedules } from '#functions/schedules/schedules.ts'
import { scheduleHandler } from '#lib/lambda/schedule/schedule-handler.ts'
import { askAboutPayments } from '#lib/payments/ask-about-payments.ts'

export const handler = scheduleHandler(schedules.askAboutPayments, (run) => askAboutPayments(run))
