import { schedules } from '#functions/schedules/schedules.ts'
import { scheduled } from '#lib/http/scheduled.ts'
import { releaseQuiet } from '#lib/notifications/release-quiet.ts'

export const handler = scheduled(schedules.releaseQuiet, releaseQuiet)
