import { schedules } from '#functions/schedules/schedules.ts'
import { applyDisputeSteps } from '#lib/disputes/apply-dispute-steps.ts'
import { scheduleHandler } from '#lib/lambda/schedule/schedule-handler.ts'

export const handler = scheduleHandler(schedules.applyDisputeSteps, applyDisputeSteps)
