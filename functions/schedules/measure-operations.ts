import { schedules } from '#functions/schedules/schedules.ts'
import { scheduleHandler } from '#lib/lambda/schedule/schedule-handler.ts'
import { measureOperations } from '#lib/operations/measure-operations.ts'

export const handler = scheduleHandler(schedules.measureOperations, measureOperations)
