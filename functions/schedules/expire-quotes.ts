import { schedules } from '#functions/schedules/schedules.ts'
import { scheduleHandler } from '#lib/lambda/schedule/schedule-handler.ts'
import { expireQuotes } from '#lib/quotes/expire-quotes.ts'

export const handler = scheduleHandler(schedules.expireQuotes, expireQuotes)
