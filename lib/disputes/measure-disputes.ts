import { Dispute, DISPUTE_TIMES } from '#lib/model/dispute.model.ts'
import { type DisputeDecision, type DisputeStatus, UNRESOLVED_STATUSES } from '#lib/model/dispute-status.ts'
import { addMs, clock, DAY, HOUR } from '#lib/platform/clock.ts'
import { MAX_TIME_MS, trusted } from '#lib/platform/mongo.ts'
import { currentSettings } from '#lib/settings/settings.ts'

/** Decisions from `from` up to `to` count, without `to`. */
interface Period {
  readonly from: Date
  readonly to: Date
}

/** What staff had or have to decide: since when, and when they did; null while they have not. */
interface Wait {
  readonly since: Date
  readonly until: Date | null
}

/**
 * How the promise to decide disputes in time is kept: the median time from the opening to the decision of staff, in
 * seconds. The decision after an appeal counts from the appeal. What is not decided yet counts with its age, so that
 * leaving old disputes open does not make the figure better. A dispute that was withdrawn was not decided.
 * The last 30 days by default; what is open counts always.
 */
export async function measureDisputes(period: Period = lastDays(30)) {
  const now = clock()
  const { disputeHours } = await currentSettings()
  const waits = await waitsIn(period)
  const lengthOf = ({ since, until }: Wait) => (until ?? now).getTime() - since.getTime()
  const inTime = (wait: Wait) => lengthOf(wait) <= disputeHours * HOUR
  const decided = waits.filter(({ until }) => until !== null)
  const open = waits.filter(({ until }) => until === null)
  const median = medianOf(waits.map(lengthOf))
  const kept = decided.filter(inTime).length
  return {
    hours: disputeHours,
    medianSeconds: median === null ? null : Math.round(median / 1_000),
    decided: decided.length,
    kept,
    missed: decided.length - kept,
    open: open.length,
    late: open.filter((wait) => !inTime(wait)).length,
  }
}

function lastDays(days: number): Period {
  const now = clock()
  return { from: addMs(now, -days * DAY), to: addMs(now, 1) }
}

/** The latest decisions of a period that count, and the open disputes: more would say the same, and take longer. */
const MOST = 10_000

/** What the index holds of a dispute. A field that a dispute lacks is null there. */
interface Timed {
  readonly status: DisputeStatus
  readonly createdAt: Date
  readonly resolution?: { readonly at?: Date | null; readonly decision?: DisputeDecision | null }
  readonly appeal?: { readonly at?: Date | null; readonly against?: { readonly at?: Date | null } }
}

/** Reads the index alone: what was decided since `from`, and what is open. */
async function waitsIn({ from, to }: Period): Promise<readonly Wait[]> {
  const resolved = { status: 'Resolved' as const, 'resolution.at': trusted({ $gte: from }) }
  const unresolved = { status: trusted({ $in: [...UNRESOLVED_STATUSES] }) }
  const fields = { ...DISPUTE_TIMES, 'resolution.at': 1, _id: 0 } as const
  const waits: Wait[] = []
  for (const filter of [resolved, unresolved]) {
    const found = Dispute.find(filter, fields).hint(DISPUTE_TIMES).limit(MOST).maxTimeMS(MAX_TIME_MS)
    for await (const dispute of found.lean<Timed>().cursor()) {
      waits.push(...waitsOf(dispute).filter(({ until }) => until === null || (until >= from && until < to)))
    }
  }
  return waits
}

function waitsOf({ status, createdAt, resolution, appeal }: Timed): Wait[] {
  const decidedAt = status === 'Resolved' ? (resolution?.at ?? null) : null
  if (appeal?.at && appeal.against?.at) {
    return [
      { since: createdAt, until: appeal.against.at },
      { since: appeal.at, until: decidedAt },
    ]
  }
  return resolution?.decision === 'Withdrawn' ? [] : [{ since: createdAt, until: decidedAt }]
}

/** The middle value; of an even number, the mean of the two in the middle. */
function medianOf(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b)
  const lower = sorted[Math.floor((sorted.length - 1) / 2)]
  const upper = sorted[Math.ceil((sorted.length - 1) / 2)]
  return lower === undefined || upper === undefined ? null : (lower + upper) / 2
}
