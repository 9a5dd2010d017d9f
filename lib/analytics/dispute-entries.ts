import { type Add, flag, timeCount } from '#lib/analytics/entry.ts'
import type { JobSources } from '#lib/analytics/job-sources.ts'
import type { DisputeRecord } from '#lib/model/dispute.model.ts'
import { HOUR } from '#lib/platform/clock.ts'

/** The promise that disputes are measured by. */
export const DISPUTE_PROMISE_MS = 72 * HOUR

/** What staff had or have to decide: since when, and when they did; null while they have not. */
interface Wait {
  readonly since: Date
  readonly until: Date | null
  readonly isAppeal: boolean
}

/** A dispute waits from its opening, and after an appeal again. One that was withdrawn was not decided. */
function waitsOf({ status, createdAt, resolution, appeal }: DisputeRecord): Wait[] {
  const decidedAt = status === 'Resolved' && resolution ? resolution.at : null
  if (appeal) {
    return [
      { since: createdAt, until: appeal.against.at, isAppeal: false },
      { since: appeal.at, until: decidedAt, isAppeal: true },
    ]
  }
  const isWithdrawn = resolution?.decision === 'Withdrawn'
  return isWithdrawn ? [] : [{ since: createdAt, until: decidedAt, isAppeal: false }]
}

/** Disputes belong to the day on which they were opened, and so does the time until they were decided. */
export function disputeEntries({ job, disputes }: JobSources, add: Add): void {
  for (const dispute of disputes) {
    add('dispute', dispute.createdAt, job.client, {
      n: 1,
      withdrawn: flag(dispute.resolution?.decision === 'Withdrawn'),
    })
    for (const { since, until, isAppeal } of waitsOf(dispute)) {
      if (isAppeal) add('dispute', since, job.client, { appeals: 1 })
      if (!until) continue
      const inTime = flag(until.getTime() - since.getTime() <= DISPUTE_PROMISE_MS)
      add('dispute', since, job.client, { decided: 1, inTime, ...timeCount('wait', since, until) })
    }
  }
}

/** Since when a dispute of this job waits for a decision. */
export function waitingSince({ disputes }: JobSources): Date | null {
  const open = disputes.flatMap(waitsOf).find(({ until }) => until === null)
  return open?.since ?? null
}

/** Ratings count from the day on which everybody sees them; those that staff have hidden do not. */
export function ratingEntries({ reviews }: JobSources, add: Add): void {
  for (const { side, rating, status, revealAt, reviewer } of reviews) {
    if (status === 'Revealed') add('review', revealAt, reviewer, { [side]: 1, [`${side}${rating}`]: 1 })
  }
}
