import { schedules } from '#functions/schedules/schedules.ts'
import { applyDueTimers } from '#lib/jobs/settle-job.ts'
import { scheduled } from '#lib/http/scheduled.ts'

export const handler = scheduled(schedules.applyDueTimers, applyDueTimers)
