import { schedules } from '#functions/schedules/schedules.ts'
import { scheduled } from '#lib/http/scheduled.ts'
import { askAboutPayments } from '#lib/payments/ask-about-payments.ts'

export const handler = scheduled(schedules.askAboutPayments, () => askAboutPayments())
