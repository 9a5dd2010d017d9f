import type * as z from 'zod'
import { Notification } from '#lib/notifications/notification.model.ts'
import type { markRead as markReadBody } from '#lib/notifications/notification.schemas.ts'
import { clock } from '#lib/platform/clock.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { objectId, trusted } from '#lib/platform/mongo.ts'

/**
 * Mark one's notifications as read: the named ones, or all. Others' ids and ids of nothing are passed over, so
 * that an app may send what it has. Answers how many are still unread.
 */
export async function markRead(which: z.output<typeof markReadBody>, userId: UserId) {
  const user = objectId(userId)
  const named = 'ids' in which ? { _id: trusted({ $in: which.ids.map(objectId) }) } : {}
  await Notification.updateMany({ user, read: false, ...named }, { $set: { read: true, readAt: clock() } })
  return { unreadCount: await Notification.countDocuments({ user, read: false }) }
}
