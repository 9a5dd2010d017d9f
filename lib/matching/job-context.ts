import type { JobFacts, Trade } from '#lib/matching/read-model.ts'
import type { Scales } from '#lib/matching/scales.ts'
import type { WorkingHours } from '#lib/model/working-hours.ts'
import { toCairoWallClock } from '#lib/platform/cairo-time.ts'

const HOUR_MS = 3_600_000
const DAY_MINUTES = 1440
const WEEK_MINUTES = 7 * DAY_MINUTES

/** What is worked out once for a job, whoever is looked at. */
export interface JobContext {
  job: JobFacts
  trade: Trade
  isUrgent: boolean
  /** Minutes since Sunday, 00:00 in Cairo. */
  postedMinute: number
  preferredMinute: number | null
  usualPrice: number
}

const URGENT =
  /urgent|asap|right now|today|tonight|emergency|immediately|ضروري|مستعجل|النهارد|دلوقت|حالا|فورا|عاجل|طوار[ئي]|اليوم/iu

const minuteOfWeek = (at: number): number => {
  const shown = toCairoWallClock(new Date(at))
  return shown.getUTCDay() * DAY_MINUTES + shown.getUTCHours() * 60 + shown.getUTCMinutes()
}

export function contextOf(job: JobFacts, trade: Trade, scales: Scales): JobContext {
  const isSoon = job.preferredAt !== null && job.preferredAt - job.postedAt < 24 * HOUR_MS
  return {
    job,
    trade,
    isUrgent: isSoon || URGENT.test(job.text),
    postedMinute: minuteOfWeek(job.postedAt),
    preferredMinute: job.preferredAt === null ? null : minuteOfWeek(job.preferredAt),
    usualPrice: scales.prices.get(job.category) ?? scales.anyPrice,
  }
}

/** How many minutes after this minute of the week somebody works next; 0 if they do now. */
export function minutesUntilOpen(weekly: readonly WorkingHours[], minute: number): number {
  let best = WEEK_MINUTES
  for (const { day, from, to } of weekly) {
    const length = to > from ? to - from : to - from + DAY_MINUTES
    const since = (minute - (day * DAY_MINUTES + from) + WEEK_MINUTES) % WEEK_MINUTES
    const wait = since < length ? 0 : WEEK_MINUTES - since
    if (wait < best) best = wait
  }
  return best
}
