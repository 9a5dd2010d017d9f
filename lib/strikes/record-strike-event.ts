import type { ClientSession } from 'mongoose'
import { recordEvent } from '#lib/events/record-event.ts'
import { Job } from '#lib/model/job.model.ts'
import type { StrikeRecord } from '#lib/model/strike.model.ts'
import { idOf } from '#lib/platform/ids.ts'

/** Records what happened to a strike, with the job that it is about. */
export async function recordStrikeEvent(
  tx: ClientSession,
  type: 'strike.appealed' | 'strike.lifted',
  { _id, user, job: jobId }: Pick<StrikeRecord, '_id' | 'user' | 'job'>,
): Promise<void> {
  const job = await Job.findById(jobId, { client: 1, craftsman: 1 }).session(tx).lean().orFail()
  await recordEvent(tx, type, {
    jobId: idOf(jobId),
    clientId: idOf(job.client),
    craftsmanId: job.craftsman && idOf(job.craftsman),
    strikeId: idOf(_id),
    userId: idOf(user),
  })
}
