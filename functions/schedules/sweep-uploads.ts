import { schedules } from '#functions/schedules/schedules.ts'
import { scheduleHandler } from '#lib/lambda/schedule/schedule-handler.ts'
import { sweepUploads } from '#lib/verification/sweep-uploads.ts'

export const handler = scheduleHandler(schedules.sweepUploads, sweepUploads)
