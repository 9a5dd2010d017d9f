import { recordEvent } from '#lib/events/record-event.ts'
import { findThread } from '#lib/messages/thread.ts'
import { Message } from '#lib/model/message.model.ts'
import { clock } from '#lib/platform/clock.ts'
import type { JobId, UserId } from '#lib/platform/ids.ts'
import { inTransaction, objectId, trusted } from '#lib/platform/mongo.ts'
import type { Principal } from '#lib/process/job-with-contract.ts'

/**
 * Mark the other party's messages in a thread as read. The event brings the receipt to the writer's apps.
 * Throws JOB_NOT_FOUND, THREAD_NOT_FOUND, RECIPIENT_REQUIRED.
 */
export async function markThreadRead(
  jobId: JobId,
  principal: Principal,
  named?: UserId,
): Promise<{ read: number }> {
  const { client, craftsman } = await findThread(jobId, principal, named)
  const writerId = principal.id === client ? craftsman : client
  const unread = {
    job: objectId(jobId),
    craftsman: objectId(craftsman),
    to: objectId(principal.id),
    readAt: trusted({ $exists: false }),
  }
  return inTransaction(async (tx) => {
    const { modifiedCount } = await Message.updateMany(unread, { $set: { readAt: clock() } }, { session: tx })
    const parties = { jobId, clientId: client, craftsmanId: craftsman, readerId: principal.id, writerId }
    if (modifiedCount > 0) await recordEvent(tx, 'message.read', parties)
    return { read: modifiedCount }
  })
}
