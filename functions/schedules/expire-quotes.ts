import { schedules } from '#functions/schedules/schedules.ts'
import { expireQuotes } from '#lib/quotes/expire-quotes.ts'
import { scheduled } from '#lib/http/scheduled.ts'

export const handler = scheduled(schedules.expireQuotes, expireQuotes)
