import { toCairoWallClock } from '#lib/platform/cairo-time.ts'
import { addMs, DAY, HOUR, MINUTE } from '#lib/platform/clock.ts'

/**
 * When a schedule is due next, as EventBridge Scheduler counts: `rate(5 minutes)` in even steps,
 * `cron(0 9 * * ? *)` by the clocks of Cairo.
 */
export function nextRun(runs: string, after: Date): Date {
  const [, kind, inside = ''] = /^(rate|cron)\((.+)\)$/.exec(runs) ?? []
  if (kind === 'rate') return nextOfRate(rateOf(inside, runs), after)
  if (kind === 'cron') return nextOfCron(readCron(inside, runs), after)
  throw new RangeError(`${runs} is neither rate(...) nor cron(...)`)
}

const UNIT = { minute: MINUTE, hour: HOUR, day: DAY } as const

function rateOf(text: string, runs: string): number {
  const [, value, unit] = /^([1-9]\d*) (minute|hour|day)s?$/.exec(text) ?? []
  if (!value || !unit) throw new RangeError(`${runs} is not a valid rate`)
  return Number(value) * UNIT[unit as keyof typeof UNIT]
}

/** Counts from the epoch and not from the start, so that a restart does not delay the next run. */
const nextOfRate = (ms: number, after: Date): Date => new Date((Math.floor(after.getTime() / ms) + 1) * ms)

type Field = ReadonlySet<number> | null
interface Cron {
  readonly minute: Field
  readonly hour: Field
  readonly day: Field | 'last'
  readonly month: Field
  readonly weekday: Field
  readonly year: Field
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']

function readCron(text: string, runs: string): Cron {
  const [minute, hour, day, month, weekday, year, ...more] = text.trim().split(/\s+/)
  if (!minute || !hour || !day || !month || !weekday || !year || more.length > 0) {
    throw new RangeError(`${runs} has to have six fields`)
  }
  return {
    minute: readField(minute, 0, 59, runs),
    hour: readField(hour, 0, 23, runs),
    day: day === 'L' ? 'last' : readField(day, 1, 31, runs),
    month: readField(named(month, MONTHS), 1, 12, runs),
    weekday: readField(named(weekday, DAYS), 1, 7, runs),
    year: readField(year, 1970, 2199, runs),
  }
}

const named = (field: string, names: readonly string[]): string =>
  field.toUpperCase().replace(/[A-Z]{3}/g, (name) => String(names.indexOf(name) + 1))

/** `*`, `?`, values, ranges and steps; null if every value matches. */
function readField(field: string, from: number, to: number, runs: string): Field {
  if (field === '*' || field === '?') return null
  const values = field.split(',').flatMap((part) => {
    const [, first = '', last, step = '1'] = /^(\*|\d+)(?:-(\d+))?(?:\/([1-9]\d*))?$/.exec(part) ?? []
    if (first === '') throw new RangeError(`${runs}: "${part}" is not a valid value`)
    const start = first === '*' ? from : Number(first)
    const end = last ? Number(last) : first === '*' || part.includes('/') ? to : start
    if (start < from || end > to || start > end) throw new RangeError(`${runs}: "${part}" is out of range`)
    return Array.from(
      { length: Math.floor((end - start) / Number(step)) + 1 },
      (_, i) => start + i * Number(step),
    )
  })
  return new Set(values)
}

/** The first minute that matches. It is searched hour by hour, since Cairo's offset changes twice a year. */
function nextOfCron(cron: Cron, after: Date): Date {
  let at = (Math.floor(after.getTime() / MINUTE) + 1) * MINUTE
  const end = at + 4 * 366 * DAY
  while (at < end) {
    const wallClock = toCairoWallClock(new Date(at))
    const minute = wallClock.getUTCMinutes()
    if (!fitsDay(cron, wallClock) || !fits(cron.hour, wallClock.getUTCHours())) at += HOUR - minute * MINUTE
    else if (!fits(cron.minute, minute)) at += MINUTE
    else return new Date(at)
  }
  throw new RangeError('this cron never runs')
}

const fits = (field: Field, value: number): boolean => field === null || field.has(value)

/** `wallClock`: a time by Cairo's clocks, from toCairoWallClock. */
function fitsDay(cron: Cron, wallClock: Date): boolean {
  const day = wallClock.getUTCDate()
  const isDay = cron.day === 'last' ? addMs(wallClock, DAY).getUTCDate() === 1 : fits(cron.day, day)
  const isMonth = fits(cron.year, wallClock.getUTCFullYear()) && fits(cron.month, wallClock.getUTCMonth() + 1)
  return isMonth && isDay && fits(cron.weekday, wallClock.getUTCDay() + 1)
}
