import { schedules } from '#functions/schedules/schedules.ts'
import { relayOutbox } from '#lib/events/relay-outbox.ts'
import { scheduled } from '#lib/http/scheduled.ts'

export const handler = scheduled(schedules.relayOutbox, () => relayOutbox())
