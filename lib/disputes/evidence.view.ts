import type { PipelineStage, Types } from 'mongoose'
import type * as z from 'zod'
import type { evidenceView } from '#lib/disputes/evidence.schemas.ts'
import { type PersonRecord, toPersonView } from '#lib/embedded/person.ts'
import type { Evidence } from '#lib/model/dispute.model.ts'
import type { MessageRecord } from '#lib/model/message.model.ts'
import { idOf } from '#lib/platform/ids.ts'

/** The people and the messages that the evidence of a dispute names. */
export interface EvidenceContext {
  readonly client: PersonRecord
  readonly people: readonly PersonRecord[]
  readonly messages: readonly PickedMessage[]
}

type PickedMessage = Pick<MessageRecord, '_id' | 'from' | 'text' | 'images' | 'deletedAt' | 'createdAt'>

/** Pipeline stages that read them with the dispute, as `people` and `messages`. */
export const withEvidence: readonly PipelineStage.FacetPipelineStage[] = [
  {
    $lookup: {
      from: 'users',
      localField: 'evidence.by',
      foreignField: '_id',
      as: 'people',
      pipeline: [{ $project: { firstName: 1, lastName: 1, profilePicture: 1, rating: 1, ratingCount: 1 } }],
    },
  },
  {
    $lookup: {
      from: 'messages',
      localField: 'evidence.messages',
      foreignField: '_id',
      as: 'messages',
      pipeline: [{ $project: { from: 1, text: 1, images: 1, deletedAt: 1, createdAt: 1 } }],
    },
  },
]

/** The API view of one piece of evidence. Which member of staff added something is for staff alone. */
export function toEvidenceView(
  { _id, by, side, text, photos, messages, at }: Evidence,
  context: EvidenceContext,
  forStaff: boolean,
): z.input<typeof evidenceView> {
  const person = context.people.find((one) => one._id.equals(by))
  return {
    id: idOf<'Evidence'>(_id),
    side,
    by: person && (side !== 'staff' || forStaff) ? toPersonView(person) : null,
    text: text ?? null,
    photos,
    messages: messages.flatMap((id) => toPickedMessage(id, context, forStaff) ?? []),
    createdAt: at.toISOString(),
  }
}

function toPickedMessage(
  id: Types.ObjectId,
  { messages, client }: EvidenceContext,
  forStaff: boolean,
): z.input<typeof evidenceView>['messages'][number] | undefined {
  const message = messages.find(({ _id }) => _id.equals(id))
  if (!message) return undefined
  const deleted = message.deletedAt !== undefined
  const isHidden = deleted && !forStaff
  return {
    id: idOf<'Message'>(message._id),
    from: message.from.equals(client._id) ? 'client' : 'craftsman',
    text: isHidden ? null : (message.text ?? null),
    images: isHidden ? [] : message.images,
    createdAt: message.createdAt.toISOString(),
    deleted,
  }
}
