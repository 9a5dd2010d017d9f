import { schedules } from '#functions/schedules/schedules.ts'
import { sealActivity } from '#lib/activity/seal-activity.ts'
import { scheduleHandler } from '#lib/lambda/schedule/schedule-handler.ts'

export const handler = scheduleHandler(schedules.sealActivity, sealActivity)
