import { playContract } from '#infra/demo/seed/contract-course.ts'
import { answersTo, lapse, type Offer, openWith, postJob, seen } from '#infra/demo/seed/open-job.ts'
import { drawTrade } from '#infra/demo/seed/trades.ts'
import type { World } from '#infra/demo/seed/world.ts'
import type { JobRecord } from '#lib/model/job.model.ts'
import { toCairoWallClock } from '#lib/platform/cairo-time.ts'
import { addMs, DAY, HOUR } from '#lib/platform/clock.ts'
import { timerFor } from '#lib/process/timers.ts'
import { DEFAULT_SETTINGS } from '#lib/settings/settings.ts'

const OPEN_MS = DEFAULT_SETTINGS.openJobDays * DAY

/**
 * The course of one job, from its posting to the reviews, or as far as it has come by the end of the seed: answers, a
 * hire or none, and what becomes of that. `share` of all jobs were posted before it.
 */
export function playJob(world: World, share: number, createdAt: Date): void {
  const { draws, people, rows } = world
  const client = people.clientAt(draws, share)
  seen(client, createdAt)
  const trade = drawTrade(draws, toCairoWallClock(createdAt).getUTCMonth() + 1)
  const job = postJob(world, client, trade, createdAt)
  const offers = answersTo(world, job, trade)
  const hired = endOfPosting(world, job, offers)
  if (hired) playContract(world, { job, client, offers, ...hired })
  else {
    job.timer = timerFor(job, null, DEFAULT_SETTINGS)
    rows.add('jobs', job)
    for (const { quote } of offers) rows.add('quotes', quote)
  }
}

/** Who is hired and when, or null: nobody was, or not yet. */
function endOfPosting(world: World, job: JobRecord, offers: readonly Offer[]) {
  const { draws, now } = world
  openWith(job, offers)
  const lapsesAt = addMs(job.activityAt, OPEN_MS)
  const decidedAt = addMs(job.activityAt, Math.floor(draws.around(8 * HOUR, 0.8)))
  const isCancelled = draws.chance(offers.length > 0 ? 0.1 : 0.4)
  const isHired = !isCancelled && offers.length > 0 && draws.chance(0.85)
  const endsAt = isHired || isCancelled ? decidedAt : lapsesAt
  if (endsAt > now || endsAt > lapsesAt) return lapsesAt > now ? null : lapse(job, offers, lapsesAt)
  if (!isHired) return lapse(job, offers, endsAt)
  // good work is chosen, and low prices
  const chosen = draws.weighted(offers, ({ craftsman, quote }) => Math.exp(craftsman.quality) / quote.price)
  return { chosen, hiredAt: endsAt }
}
