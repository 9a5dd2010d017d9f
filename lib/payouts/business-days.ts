import { BANK_HOLIDAYS } from '#lib/payouts/holidays.ts'
import { fromCairoClock, onCairoClock } from '#lib/platform/cairo-time.ts'
import { after, DAY } from '#lib/platform/clock.ts'

/** What staff know better than the table of holidays: a day, and whether banks are closed on it. */
export type Corrections = Readonly<Record<string, boolean>>

const FRIDAY = 5
const SATURDAY = 6

/** `shown`: a day on Cairo's calendar, as onCairoClock writes it. */
function isBusinessDay(shown: Date, corrections: Corrections): boolean {
  const weekday = shown.getUTCDay()
  return weekday !== FRIDAY && weekday !== SATURDAY && !isHolidayOn(shown, corrections)
}

function isHolidayOn(shown: Date, corrections: Corrections): boolean {
  const day = shown.toISOString().slice(0, 10)
  return corrections[day] ?? BANK_HOLIDAYS.has(day)
}

/** Whether Egypt's banks have a holiday at this instant; the weekend is none. */
export const isBankHoliday = (at: Date, corrections: Corrections): boolean =>
  isHolidayOn(onCairoClock(at), corrections)

/**
 * The instant `days` business days later, at the same time by Cairo's clocks. What begins on a day off begins with
 * the first hour of the next business day.
 */
export function addBusinessDays(from: Date, days: number, corrections: Corrections): Date {
  let shown = onCairoClock(from)
  if (!isBusinessDay(shown, corrections)) {
    shown = nextBusinessDay(new Date(Math.floor(shown.getTime() / DAY) * DAY), corrections)
  }
  for (let left = days; left > 0; left -= 1) shown = nextBusinessDay(shown, corrections)
  return fromCairoClock(shown)
}

function nextBusinessDay(shown: Date, corrections: Corrections): Date {
  let next = after(shown, DAY)
  while (!isBusinessDay(next, corrections)) next = after(next, DAY)
  return next
}
