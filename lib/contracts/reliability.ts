import { Contract } from '#lib/model/contract.model.ts'
import { addMs, clock, DAY } from '#lib/platform/clock.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { MAX_TIME_MS, objectId } from '#lib/platform/mongo.ts'

/** For how long a contract counts. What somebody did before can be made good. */
const COUNTED_MS = 365 * DAY

/** How many of the jobs that a craftsman was hired for they carried out. */
export interface Reliability {
  /** Rounded down: 100 means that they let nobody down. */
  readonly percent: number
  /** How many contracts it is made of. */
  readonly of: number
  /** Contracts that ended since then count. */
  readonly since: string
}

/**
 * A craftsman's reliability: of the contracts that ended in the last year as completed, or were cancelled by their own
 * fault, the share that was completed. What the client, a timer without a fault or staff cancelled counts neither for
 * nor against them, and so does a cancellation whose strike was lifted. null while there is nothing to count.
 */
export async function reliabilityOf(craftsmanId: UserId): Promise<Reliability | null> {
  const since = addMs(clock(), -COUNTED_MS)
  const craftsman = objectId(craftsmanId)
  const [completed, failed] = await Promise.all([
    count({ craftsman, status: 'Completed', confirmedAt: { $gte: since } }),
    count({
      craftsman,
      status: 'Cancelled',
      'cancellation.fault': 'craftsman',
      'cancellation.isLifted': { $ne: true },
      'cancellation.at': { $gte: since },
    }),
  ])
  const of = completed + failed
  if (of === 0) return null
  return { percent: Math.floor((100 * completed) / of), of, since: since.toISOString() }
}

const count = (filter: Parameters<typeof Contract.collection.countDocuments>[0]): Promise<number> =>
  Contract.collection.countDocuments(filter, { maxTimeMS: MAX_TIME_MS })
