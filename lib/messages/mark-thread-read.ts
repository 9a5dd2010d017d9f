import { recordEvent } from '#lib/events/outbox.ts'
import type { Asker } from '#lib/jobs/job-case.ts'
import { Message } from '#lib/messages/message.model.ts'
import { threadOf } from '#lib/messages/thread.ts'
import { clock } from '#lib/platform/clock.ts'
import type { JobId, UserId } from '#lib/platform/ids.ts'
import { inTransaction, objectId, trusted } from '#lib/platform/mongo.ts'

/**
 * Mark what the other wrote in a thread as read; the writer's apps see the receipt by its event.
 * Throws JOB_NOT_FOUND, THREAD_NOT_FOUND.
 */
export async function markThreadRead(jobId: JobId, asker: Asker, named?: UserId): Promise<{ read: number }> {
  const { client, craftsman } = await threadOf(jobId, asker, named)
  const writerId = asker.id === client ? craftsman : client
  const unread = {
    job: objectId(jobId),
    craftsman: objectId(craftsman),
    to: objectId(asker.id),
    readAt: trusted({ $exists: false }),
  }
  return inTransaction(async (session) => {
    const { modifiedCount } = await Message.updateMany(unread, { $set: { readAt: clock() } }, { session })
    const parties = { jobId, clientId: client, craftsmanId: craftsman, readerId: asker.id, writerId }
    if (modifiedCount > 0) await recordEvent(session, 'message.read', parties)
    return { read: modifiedCount }
  })
}
