import { Notification } from '#lib/model/notification.model.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'

/** The number of a user's newest notification; 0 if they have none. The index alone answers it. */
export async function lastNumberOf(userId: UserId): Promise<number> {
  const newest = await Notification.findOne({ user: objectId(userId) }, { number: 1, _id: 0 })
    .sort({ number: -1 })
    .lean()
  return newest?.number ?? 0
}
