import { Outbox } from '#lib/model/outbox.model.ts'
import type { UserId } from '#lib/platform/ids.ts'

/** The fields by which an event names whom its text is about or by. */
const NAMED_BY = ['userId', 'craftsmanId', 'reviewerId', 'revieweeId', 'clientId'] as const

/**
 * Removes the text of events that concern somebody: why staff warned them or hid a review, why a payout failed. Events
 * with a text are few, and an index has them alone; all others are ids.
 */
export async function stripEvents(userId: UserId): Promise<void> {
  const named = NAMED_BY.map((field) => ({ [`data.${field}`]: userId }))
  await Outbox.collection.updateMany(
    { 'data.reason': { $type: 'string', $ne: '' }, $or: named },
    { $set: { 'data.reason': '' } },
  )
}
