import { schedules } from '#functions/schedules/schedules.ts'
import { scheduleHandler } from '#lib/lambda/schedule/schedule-handler.ts'
import { announceReviews } from '#lib/reviews/announce-reviews.ts'

export const handler = scheduleHandler(schedules.announceReviews, announceReviews)
