import { recordEvent } from '#lib/events/record-event.ts'
import { Job } from '#lib/model/job.model.ts'
import { clock } from '#lib/platform/clock.ts'
import { idOf, type JobId } from '#lib/platform/ids.ts'
import { inTransaction, trusted } from '#lib/platform/mongo.ts'

/** Records an event, once for each deadline, when it is near, so that both parties are told before it is applied. */
export async function remindOfTimers(): Promise<{ reminded: number }> {
  let reminded = 0
  for await (const { _id } of Job.find({ 'timer.remindAt': trusted({ $lte: clock() }) }, { _id: 1 })
    .lean()
    .cursor()) {
    if (await remindOfTimer(idOf<'Job'>(_id))) reminded += 1
  }
  return { reminded }
}

const remindOfTimer = (jobId: JobId): Promise<boolean> =>
  inTransaction(async (tx) => {
    const job = await Job.findOneAndUpdate(
      { _id: jobId, 'timer.remindAt': trusted({ $lte: clock() }), 'timer.at': trusted({ $gt: clock() }) },
      { $set: { 'timer.remindAt': null } },
      { session: tx },
    ).lean()
    if (!job?.timer) return false
    await recordEvent(tx, 'job.timer.nears', {
      jobId,
      clientId: idOf(job.client),
      craftsmanId: job.craftsman && idOf(job.craftsman),
      timer: job.timer.name,
      at: job.timer.at.toISOString(),
    })
    return true
  })
