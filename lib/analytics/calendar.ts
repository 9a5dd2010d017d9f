import { addBusinessDays, type Corrections } from '#lib/platform/business-days.ts'
import { cairoDay } from '#lib/platform/cairo-time.ts'
import { DAY, HOUR } from '#lib/platform/clock.ts'

/** The day in Cairo of an hour of UTC: its clocks are whole hours ahead, and change at whole hours. */
const days = new Map<number, string>()
const MAX_HOURS = 50_000

/** The day in Cairo, as `2026-10-29`; quickly, since reports ask for it for every job. */
export function dayOf(at: Date): string {
  const hour = Math.floor(at.getTime() / HOUR)
  let day = days.get(hour)
  if (day === undefined) {
    day = cairoDay(new Date(hour * HOUR))
    if (days.size >= MAX_HOURS) days.clear()
    days.set(hour, day)
  }
  return day
}

export const monthOf = (day: string): string => day.slice(0, 7)

const utcOf = (day: string): Date => new Date(`${day}T00:00:00.000Z`)

/** The day so many days later. Calendar days: their length in hours does not matter. */
export const addDays = (day: string, days: number): string =>
  new Date(utcOf(day).getTime() + days * DAY).toISOString().slice(0, 10)

export const daysBetween = (from: string, to: string): number =>
  Math.round((utcOf(to).getTime() - utcOf(from).getTime()) / DAY)

/** The day on which a week begins: Sunday, the first working day. */
export const weekOf = (day: string): string => addDays(day, -utcOf(day).getUTCDay())

/** The same day a year before; of 29 February, the 28th. */
export function yearBefore(day: string): string {
  const [year = '', month = '', date = ''] = day.split('-')
  return `${Number(year) - 1}-${month}-${month === '02' && date === '29' ? '28' : date}`
}

/** The days from one up to another, without it. */
export const daysFrom = (from: string, to: string): string[] =>
  Array.from({ length: Math.max(0, daysBetween(from, to)) }, (_, place) => addDays(from, place))

const isMonthStart = (day: string): boolean => day.endsWith('-01')

const nextMonth = (day: string): string => `${monthOf(addDays(`${monthOf(day)}-01`, 32))}-01`

/** The whole months in a range of days, and the days beside them: so a year is read as twelve months. */
export function wholeMonths(from: string, to: string): { months: string[]; days: string[] } {
  const first = isMonthStart(from) ? from : nextMonth(from)
  const last = `${monthOf(to)}-01`
  if (first >= last) return { months: [], days: daysFrom(from, to) }
  const months: string[] = []
  for (let month = first; month < last; month = nextMonth(month)) months.push(monthOf(month))
  return { months, days: [...daysFrom(from, first), ...daysFrom(last, to)] }
}

/** More business days than this are not told apart. */
const MAX_BUSINESS_DAYS = 60

/** How many business days something took, as the promise counts them: 1 is until the same time on the next one. */
export function businessDaysFrom(from: Date, to: Date, corrections: Corrections): number {
  let days = 0
  while (days < MAX_BUSINESS_DAYS && addBusinessDays(from, days, corrections) < to) days += 1
  return days
}
