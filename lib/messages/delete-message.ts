import { logActivity } from '#lib/activity/log-activity.ts'
import { fail } from '#lib/errors/app-error.ts'
import { readMessages, toMessageView } from '#lib/messages/message.view.ts'
import { Message } from '#lib/model/message.model.ts'
import { addMs, clock, MINUTE } from '#lib/platform/clock.ts'
import type { JobId, MessageId, UserId } from '#lib/platform/ids.ts'
import { inTransaction, objectId, trusted } from '#lib/platform/mongo.ts'

const DELETE_WINDOW_MS = 15 * MINUTE

/**
 * Delete one's own message within 15 minutes: it stays in the thread without its content, which only staff see.
 * The activity log keeps who deleted it and when. Throws MESSAGE_NOT_FOUND, also for messages of others; TOO_LATE_TO_DELETE.
 */
export async function deleteMessage(jobId: JobId, messageId: MessageId, sender: UserId) {
  const ownMessage = { _id: objectId(messageId), job: objectId(jobId), from: objectId(sender) }
  const at = clock()
  const deletable = {
    ...ownMessage,
    deletedAt: trusted({ $exists: false }),
    createdAt: trusted({ $gt: addMs(at, -DELETE_WINDOW_MS) }),
  }
  await inTransaction(async (tx) => {
    const { modifiedCount } = await Message.updateOne(deletable, { $set: { deletedAt: at } }, { session: tx })
    if (modifiedCount === 0) return
    const target = { kind: 'Message', id: messageId }
    await logActivity(tx, { actor: sender, action: 'message.delete', target, details: { jobId } })
  })
  const [message] = await readMessages([{ $match: ownMessage }])
  if (!message) throw fail('MESSAGE_NOT_FOUND')
  if (!message.deletedAt) throw fail('TOO_LATE_TO_DELETE')
  return toMessageView(message)
}
