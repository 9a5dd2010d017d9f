import { DAY, HOUR } from '#lib/platform/clock.ts'

/** Cairo's time zone, with its summer time. Every clock and calendar of the business is in it. */
export const TIME_ZONE = 'Africa/Cairo'

const format = new Intl.DateTimeFormat('en-GB', {
  timeZone: TIME_ZONE,
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
})

/** What the clocks and calendars of Cairo show, written as if it were UTC, so that it can be counted with. */
export function toCairoWallClock(at: Date): Date {
  const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part
  return new Date(Date.UTC(year, month - 1, day, hour, minute, second, at.getUTCMilliseconds()))
}

/**
 * The instant at which Cairo's clocks show this (see toCairoWallClock). An hour that summer time leaves out is the one
 * after it; of an hour that comes twice it is the first.
 */
export function fromCairoWallClock(shown: Date): Date {
  const candidates = [3, 2].map((hours) => new Date(shown.getTime() - hours * HOUR))
  const exact = candidates.find((at) => toCairoWallClock(at).getTime() === shown.getTime())
  return exact ?? new Date(shown.getTime() - 2 * HOUR)
}

/** The day in Cairo, as `2026-11-23`. */
export const cairoDay = (at: Date): string => toCairoWallClock(at).toISOString().slice(0, 10)

/** The midnight in Cairo that ends the day of `at`. */
export const nextCairoMidnight = (at: Date): Date =>
  fromCairoWallClock(new Date((Math.floor(toCairoWallClock(at).getTime() / DAY) + 1) * DAY))
