import type { PipelineStage } from 'mongoose'
import type * as z from 'zod'
import { Message, type MessageRecord } from '#lib/messages/message.model.ts'
import type { messageView } from '#lib/messages/message.schemas.ts'
import { idOf } from '#lib/platform/ids.ts'
import { showPerson, withPerson, type PersonRecord } from '#lib/users/person.ts'

export interface MessageWithPeople extends Omit<MessageRecord, 'from' | 'to'> {
  from: PersonRecord
  to: PersonRecord
}

export type ShownMessage = z.input<typeof messageView>

/** Reads messages with their two people in one round trip. */
export const readMessages = (stages: readonly PipelineStage[]): Promise<MessageWithPeople[]> =>
  Message.aggregate<MessageWithPeople>([...stages, ...withPerson('from'), ...withPerson('to')]).exec()

/** A message as the two see it; one that was taken back keeps its place and loses its words, but for staff. */
export function showMessage(message: MessageWithPeople, forStaff = false): ShownMessage {
  const deleted = message.deletedAt !== undefined
  const hidden = deleted && !forStaff
  return {
    id: idOf<'Message'>(message._id),
    jobId: idOf<'Job'>(message.job),
    from: showPerson(message.from),
    to: showPerson(message.to),
    text: hidden ? null : (message.text ?? null),
    images: hidden ? [] : message.images,
    createdAt: message.createdAt.toISOString(),
    readAt: message.readAt?.toISOString() ?? null,
    deleted,
  }
}
