import { fail } from '#lib/errors/app-error.ts'
import { Message } from '#lib/messages/message.model.ts'
import { readMessages, showMessage } from '#lib/messages/message.view.ts'
import { after, clock, MINUTE } from '#lib/platform/clock.ts'
import type { JobId, MessageId, UserId } from '#lib/platform/ids.ts'
import { objectId, trusted } from '#lib/platform/mongo.ts'

const TIME_TO_THINK = 15 * MINUTE

/**
 * Take a message back within 15 minutes: its place stays, its words are for staff alone.
 * Throws MESSAGE_NOT_FOUND, also for others' messages; TOO_LATE_TO_DELETE.
 */
export async function deleteMessage(jobId: JobId, messageId: MessageId, sender: UserId) {
  const his = { _id: objectId(messageId), job: objectId(jobId), from: objectId(sender) }
  const at = clock()
  await Message.updateOne(
    {
      ...his,
      deletedAt: trusted({ $exists: false }),
      createdAt: trusted({ $gt: after(at, -TIME_TO_THINK) }),
    },
    { $set: { deletedAt: at } },
  )
  const [message] = await readMessages([{ $match: his }])
  if (!message) throw fail('MESSAGE_NOT_FOUND')
  if (!message.deletedAt) throw fail('TOO_LATE_TO_DELETE')
  return showMessage(message)
}
