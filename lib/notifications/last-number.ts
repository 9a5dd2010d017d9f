import { Notification } from '#lib/model/notification.model.ts'
import { User } from '#lib/model/user.model.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'

/** The number of a user's newest notification, also if it was deleted since; 0 if they never had one. */
export async function lastNumberOf(userId: UserId): Promise<number> {
  const newest = await Notification.findOne({ user: objectId(userId) }, { number: 1, _id: 0 })
    .sort({ number: -1 })
    .lean()
  if (newest) return newest.number
  return (await User.findById(userId, { lastForgotten: 1 }).lean())?.lastForgotten ?? 0
}
