import type { ClientSession } from 'mongoose'
import { NotificationCount } from '#lib/notifications/notification-count.model.ts'
import { Notification, type NotificationRecord } from '#lib/notifications/notification.model.ts'
import { objectId, inTransaction, isDuplicate } from '#lib/platform/mongo.ts'
import type { Id, UserId } from '#lib/platform/ids.ts'

export type NewNotification = Pick<
  NotificationRecord,
  'type' | 'words' | 'data' | 'channels' | 'notBefore'
> & {
  readonly userId: UserId
  readonly eventId: string
  readonly at: Date
}

/**
 * Stores what one user is told of one event, once, however often and from however many sides it is tried:
 * the unique index on user and event decides. It gets the next number of its user in the same transaction, so
 * that numbers are given in the order in which notifications can be seen. Answers the stored one.
 */
export async function storeNotification(entry: NewNotification): Promise<NotificationRecord> {
  const { userId, eventId } = entry
  const known = { user: objectId(userId), event: objectId(eventId as Id<'Event'>) }
  const before = await Notification.findOne(known).lean()
  if (before) return before
  try {
    return await inTransaction((session) => insert(session, entry))
  } catch (error) {
    if (!isDuplicate(error, 'event')) throw error
    const winner = await Notification.findOne(known).lean()
    if (!winner) throw error
    return winner
  }
}

async function insert(session: ClientSession, entry: NewNotification): Promise<NotificationRecord> {
  const { userId, eventId, type, words, data, channels, notBefore = null, at } = entry
  const user = objectId(userId)
  const { last } = await NotificationCount.findOneAndUpdate(
    { _id: user },
    { $inc: { last: 1 } },
    { session, upsert: true, returnDocument: 'after' },
  )
    .lean()
    .orFail()
  const event = objectId(eventId as Id<'Event'>)
  const [stored] = await Notification.create(
    [{ user, event, number: last, type, words, data, channels, notBefore, createdAt: at }],
    { session },
  )
  if (!stored) throw new Error('a notification was not stored')
  return stored.toObject()
}
