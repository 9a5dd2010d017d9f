import { schedules } from '#functions/schedules/schedules.ts'
import { relayOutbox } from '#lib/events/relay-outbox.ts'
import { scheduleHandler } from '#lib/lambda/schedule/schedule-handler.ts'

export const handler = scheduleHandler(schedules.relayOutbox, (run) => relayOutbox(run))
