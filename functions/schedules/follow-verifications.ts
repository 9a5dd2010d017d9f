import { schedules } from '#functions/schedules/schedules.ts'
import { scheduleHandler } from '#lib/lambda/schedule/schedule-handler.ts'
import { followVerifications } from '#lib/verification/follow-verifications.ts'

export const handler = scheduleHandler(schedules.followVerifications, followVerifications)
