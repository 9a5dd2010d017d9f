import { Types } from 'mongoose'
import { Notification, type NotificationRecord } from '#lib/model/notification.model.ts'
import { lastNumberOf } from '#lib/notifications/last-number.ts'
import type { Id, UserId } from '#lib/platform/ids.ts'
import { connectMongo, isDuplicate, objectId } from '#lib/platform/mongo.ts'

export type NewNotification = Pick<
  NotificationRecord,
  'type' | 'words' | 'data' | 'channels' | 'notBefore'
> & {
  readonly userId: UserId
  readonly eventId: string
  readonly at: Date
  /** The number of the user's newest notification, if the caller has read it. */
  readonly lastNumber?: number
}

/**
 * Stores the notification of one event for one user, once, even if this runs several times at once: the unique index on
 * user and event decides. The notification gets its user's next number. The unique index on user and number lets one
 * writer have it, and the others try the number after it. So a number is used only when the one before it is stored, and
 * the numbers are in the order in which notifications become visible. Returns the stored notification.
 */
export async function storeNotification(entry: NewNotification): Promise<NotificationRecord> {
  const { userId, eventId, type, words, data, channels, notBefore = null, at: createdAt } = entry
  const key = { user: objectId(userId), event: objectId(eventId as Id<'Event'>) }
  const rest = { type, words, data, read: false, channels, notBefore, createdAt }
  await connectMongo()
  const last = entry.lastNumber ?? (await lastNumberOf(userId))
  for (let number = last + 1; ; number += 1) {
    const record = { _id: new Types.ObjectId(), ...key, number, ...rest }
    try {
      await Notification.collection.insertOne(record, { ignoreUndefined: true })
      return record
    } catch (error) {
      if (isDuplicate(error, 'number')) continue // somebody else has it: theirs comes before this one
      if (!isDuplicate(error, 'event')) throw error
      return await Notification.findOne(key).lean().orFail()
    }
  }
}
