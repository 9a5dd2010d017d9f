import { BANK_HOLIDAYS } from '#lib/platform/bank-holidays.ts'
import { fromCairoWallClock, toCairoWallClock } from '#lib/platform/cairo-time.ts'
import { addMs, DAY } from '#lib/platform/clock.ts'

/** Staff's corrections of the table of holidays: for a day, whether banks are closed on it. */
export type Corrections = Readonly<Record<string, boolean>>

const FRIDAY = 5
const SATURDAY = 6

/** `wallClock`: a time by Cairo's clocks, from toCairoWallClock. */
function isBusinessDay(wallClock: Date, corrections: Corrections): boolean {
  const weekday = wallClock.getUTCDay()
  return weekday !== FRIDAY && weekday !== SATURDAY && !isHolidayOn(wallClock, corrections)
}

function isHolidayOn(wallClock: Date, corrections: Corrections): boolean {
  const day = wallClock.toISOString().slice(0, 10)
  return corrections[day] ?? BANK_HOLIDAYS.has(day)
}

/** Whether Egypt's banks have a holiday at this instant. The weekend does not count as one. */
export const isBankHoliday = (at: Date, corrections: Corrections): boolean =>
  isHolidayOn(toCairoWallClock(at), corrections)

/**
 * The instant `days` business days later, at the same time by Cairo's clocks. From a day off, counting starts at
 * midnight of the next business day.
 */
export function addBusinessDays(from: Date, days: number, corrections: Corrections): Date {
  let wallClock = toCairoWallClock(from)
  if (!isBusinessDay(wallClock, corrections)) {
    wallClock = nextBusinessDay(new Date(Math.floor(wallClock.getTime() / DAY) * DAY), corrections)
  }
  for (let left = days; left > 0; left -= 1) wallClock = nextBusinessDay(wallClock, corrections)
  return fromCairoWallClock(wallClock)
}

function nextBusinessDay(wallClock: Date, corrections: Corrections): Date {
  let next = addMs(wallClock, DAY)
  while (!isBusinessDay(next, corrections)) next = addMs(next, DAY)
  return next
}
