import { schedules } from '#functions/schedules/schedules.ts'
import { applyDueBanWork } from '#lib/administration/due-ban-work.ts'
import { scheduleHandler } from '#lib/lambda/schedule/schedule-handler.ts'

export const handler = scheduleHandler(schedules.applyBanWork, applyDueBanWork)
