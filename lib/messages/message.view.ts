import type { ClientSession, PipelineStage } from 'mongoose'
import type * as z from 'zod'
import { type PersonRecord, toPersonView, withPeople } from '#lib/embedded/person.ts'
import type { messageView } from '#lib/messages/message.schemas.ts'
import { Message, type MessageRecord } from '#lib/model/message.model.ts'
import { idOf } from '#lib/platform/ids.ts'

/** A message with its sender and recipient in place of their ids. */
export interface MessageWithPeople extends Omit<MessageRecord, 'from' | 'to'> {
  from: PersonRecord
  to: PersonRecord
}

export type ShownMessage = z.input<typeof messageView>

/** Reads messages with their sender and recipient in one round trip; with `tx` also those that it has just stored. */
export const readMessages = (
  stages: readonly PipelineStage[],
  tx: ClientSession | null = null,
): Promise<MessageWithPeople[]> =>
  Message.aggregate<MessageWithPeople>([...stages, ...withPeople('from', 'to')])
    .session(tx)
    .exec()

/** The API view of a message. A deleted one stays in the thread, but only staff see its text and images. */
export function toMessageView(message: MessageWithPeople, forStaff = false): ShownMessage {
  const deleted = message.deletedAt !== undefined
  const hidden = deleted && !forStaff
  return {
    id: idOf<'Message'>(message._id),
    jobId: idOf<'Job'>(message.job),
    from: toPersonView(message.from),
    to: toPersonView(message.to),
    number: message.number,
    text: hidden ? null : (message.text ?? null),
    images: hidden ? [] : message.images,
    createdAt: message.createdAt.toISOString(),
    readAt: message.readAt?.toISOString() ?? null,
    deleted,
  }
}
