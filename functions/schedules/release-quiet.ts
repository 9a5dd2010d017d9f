import { schedules } from '#functions/schedules/schedules.ts'
import { scheduleHandler } from '#lib/lambda/schedule/schedule-handler.ts'
import { releaseQuiet } from '#lib/notifications/release-quiet.ts'

export const handler = scheduleHandler(schedules.releaseQuiet, releaseQuiet)
