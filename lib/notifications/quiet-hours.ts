import type { QuietHours } from '#lib/notifications/preferences.model.ts'
import { after, MINUTE } from '#lib/platform/clock.ts'

const DAY_IN_MINUTES = 24 * 60
const cairo = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Africa/Cairo',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})

const minutesOf = (time: string): number => {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return hours * 60 + minutes
}

/** When the quiet hours end that `now` lies in; null where it lies in none. */
export function quietUntil(quiet: QuietHours | null, now: Date): Date | null {
  if (!quiet) return null
  const minute = minutesOf(cairo.format(now))
  const from = minutesOf(quiet.from)
  const length = (minutesOf(quiet.to) - from + DAY_IN_MINUTES) % DAY_IN_MINUTES
  const into = (minute - from + DAY_IN_MINUTES) % DAY_IN_MINUTES
  if (into >= length) return null
  const startOfMinute = Math.floor(now.getTime() / MINUTE) * MINUTE
  return after(new Date(startOfMinute), (length - into) * MINUTE)
}
