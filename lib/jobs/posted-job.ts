import { listKeysOf } from '#lib/jobs/list-keys.ts'
import type { JobRecord } from '#lib/model/job.model.ts'
import { roundCoordinates } from '#lib/platform/round-coordinates.ts'

/** What a client says of a job, and whose it is. */
interface Posting extends Pick<
  JobRecord,
  '_id' | 'client' | 'title' | 'description' | 'category' | 'location' | 'paymentType' | 'createdAt'
> {
  readonly photos?: string[] | undefined
  readonly budget?: number | null | undefined
  readonly preferredAt?: Date | null | undefined
}

/**
 * The record of a job as it is posted: nobody is hired, nothing has a price, and what strangers search by follows from
 * what the client said. Whoever stores it says when it lapses (lib/process/timers.ts).
 */
export function postedJob<P extends Posting>(posting: P) {
  const { photos = [], createdAt } = posting
  const area = roundCoordinates(posting.location)
  return {
    ...posting,
    craftsman: null,
    contract: null,
    photos,
    area,
    ...listKeysOf({ ...posting, area }),
    status: 'Posted' as const,
    jobPrice: 0,
    platformFee: 0,
    openQuotes: 0,
    timer: null,
    activityAt: createdAt,
    updatedAt: createdAt,
  }
}
