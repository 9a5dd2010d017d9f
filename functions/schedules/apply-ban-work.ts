import { schedules } from '#functions/schedules/schedules.ts'
import { applyDueBanWork } from '#lib/administration/apply-ban-work.ts'
import { scheduleHandler } from '#lib/lambda/schedule/schedule-handler.ts'

export const handler = scheduleHandler(schedules.applyBanWork, applyDueBanWork)
