import { schedules } from '#functions/schedules/schedules.ts'
import { scheduleHandler } from '#lib/lambda/schedule/schedule-handler.ts'
import { learnMatching } from '#lib/matching/learn-matching.ts'

export const handler = scheduleHandler(schedules.learnMatching, learnMatching)
