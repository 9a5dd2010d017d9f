import type { ClientSession } from 'mongoose'
import { Notification, type NotificationRecord } from '#lib/model/notification.model.ts'
import { NotificationCount } from '#lib/model/notification-count.model.ts'
import type { Id, UserId } from '#lib/platform/ids.ts'
import { inTransaction, isDuplicate, objectId } from '#lib/platform/mongo.ts'

export type NewNotification = Pick<
  NotificationRecord,
  'type' | 'words' | 'data' | 'channels' | 'notBefore'
> & {
  readonly userId: UserId
  readonly eventId: string
  readonly at: Date
}

/**
 * Stores the notification of one event for one user, once, even if this runs several times at once: the unique index on
 * user and event decides. In the same transaction the notification gets its user's next number, so the numbers are in
 * the order in which notifications become visible. Returns the stored notification.
 */
export async function storeNotification(entry: NewNotification): Promise<NotificationRecord> {
  const { userId, eventId } = entry
  const filter = { user: objectId(userId), event: objectId(eventId as Id<'Event'>) }
  const before = await Notification.findOne(filter).lean()
  if (before) return before
  try {
    return await inTransaction((tx) => insert(tx, entry))
  } catch (error) {
    if (!isDuplicate(error, 'event')) throw error
    const winner = await Notification.findOne(filter).lean()
    if (!winner) throw error
    return winner
  }
}

async function insert(tx: ClientSession, entry: NewNotification): Promise<NotificationRecord> {
  const { userId, eventId, type, words, data, channels, notBefore = null, at } = entry
  const user = objectId(userId)
  const { last } = await NotificationCount.findOneAndUpdate(
    { _id: user },
    { $inc: { last: 1 } },
    { session: tx, upsert: true, returnDocument: 'after' },
  )
    .lean()
    .orFail()
  const event = objectId(eventId as Id<'Event'>)
  const [stored] = await Notification.create(
    [{ user, event, number: last, type, words, data, channels, notBefore, createdAt: at }],
    { session: tx },
  )
  if (!stored) throw new Error('a notification was not stored')
  return stored.toObject()
}
