import { Contract } from '#lib/model/contract.model.ts'
import { Dispute } from '#lib/model/dispute.model.ts'
import { Job } from '#lib/model/job.model.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'

/** How many jobs are changed at a time. */
const BATCH_SIZE = 500

/**
 * Removes what a craftsman wrote as the reason of a cancellation or a dispute at the jobs of others. A job keeps the last
 * reason alone: where staff decided since, it is theirs and stays.
 */
export async function forgetReasons(userId: UserId): Promise<void> {
  const craftsman = objectId(userId)
  const cancelled = Contract.collection.find(
    { craftsman, 'cancellation.by': 'craftsman' },
    { projection: { job: 1 }, batchSize: BATCH_SIZE },
  )
  const disputed = Dispute.collection.find(
    { craftsman, openedBy: craftsman, 'resolution.decision': { $nin: ['Completed', 'Cancelled'] } },
    { projection: { job: 1 }, batchSize: BATCH_SIZE },
  )
  for (const cursor of [cancelled, disputed]) {
    for await (const { job } of cursor)
      await Job.collection.updateOne({ _id: job }, { $unset: { reason: 1 } })
  }
}
