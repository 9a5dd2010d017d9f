import type * as z from 'zod'
import { Notification } from '#lib/model/notification.model.ts'
import type { markRead as markReadBody } from '#lib/notifications/notification.schemas.ts'
import { clock } from '#lib/platform/clock.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { objectId, trusted } from '#lib/platform/mongo.ts'

/**
 * Mark a user's own notifications as read: the named ones, or all. Ids of other users' notifications and unknown ids
 * are ignored, so that an app can send all the ids it has. Returns how many are still unread.
 */
export async function markRead(which: z.output<typeof markReadBody>, userId: UserId) {
  const user = objectId(userId)
  const named = 'ids' in which ? { _id: trusted({ $in: which.ids.map(objectId) }) } : {}
  await Notification.updateMany({ user, read: false, ...named }, { $set: { read: true, readAt: clock() } })
  return { unreadCount: await Notification.countDocuments({ user, read: false }) }
}
