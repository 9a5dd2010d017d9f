import { addMs, DAY } from '#lib/platform/clock.ts'

/** How many days before a document runs out its owner is reminded. */
const REMIND_DAYS = [30, 7, 1] as const

/** When something is due next for a verification that ends at `expiresAt`: a reminder, or the end itself. */
export function nextDueAt(expiresAt: Date, at: Date): Date {
  const reminders = REMIND_DAYS.map((days) => addMs(expiresAt, -days * DAY))
  return reminders.find((due) => due > at) ?? expiresAt
}
