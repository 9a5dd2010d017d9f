import type { QuietHours } from '#lib/model/preferences.model.ts'
import { fromCairoWallClock, toCairoWallClock } from '#lib/platform/cairo-time.ts'
import { addMs, DAY, HOUR, MINUTE } from '#lib/platform/clock.ts'

/**
 * When the quiet hours end that `now` lies in; null where it lies in none. They are hours of Cairo's clocks: on the
 * nights in which the clocks change they are an hour shorter or longer, and end at the same time of day.
 */
export function quietUntil(quiet: QuietHours | null, now: Date): Date | null {
  if (!quiet) return null
  const wallClock = toCairoWallClock(now)
  const today = new Date(Math.floor(wallClock.getTime() / DAY) * DAY)
  for (const day of [addMs(today, -DAY), today]) {
    const from = addMs(day, timeOfDay(quiet.from))
    const isOvernight = timeOfDay(quiet.to) < timeOfDay(quiet.from)
    const end = fromCairoWallClock(addMs(day, timeOfDay(quiet.to) + (isOvernight ? DAY : 0)))
    // a start in the hour left out has passed once the clocks show more; one in the hour that comes twice stays passed
    const hasBegun = from <= wallClock || fromCairoWallClock(from) <= now
    if (hasBegun && now < end) return end
  }
  return null
}

/** `22:30` as ms since midnight. */
function timeOfDay(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return hours * HOUR + minutes * MINUTE
}
