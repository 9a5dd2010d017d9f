import { Notification } from '#lib/model/notification.model.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'

/** From now on the database refuses to store notifications for these users; without any it stores all again. */
export async function databaseRefuses(...users: readonly UserId[]): Promise<void> {
  const validator = users.length > 0 ? { user: { $nin: users.map(objectId) } } : {}
  await Notification.createCollection()
  await Notification.db.db?.command({ collMod: Notification.collection.collectionName, validator })
}
