import type * as z from 'zod'
import { Device } from '#lib/notifications/device.model.ts'
import type { newDevice } from '#lib/notifications/device.schemas.ts'
import { realTime } from '#lib/platform/clock.ts'
import { idOf, type UserId } from '#lib/platform/ids.ts'
import { objectId, trusted } from '#lib/platform/mongo.ts'

/** As many devices as a person may have; the one that was silent for longest makes room. */
const MOST = 20

/**
 * Register a device for push. A token belongs to whoever registered it last: a phone that changes hands, or on which
 * somebody else logs in, never shows the former user's notifications.
 */
export async function addDevice({ token, platform }: z.output<typeof newDevice>, userId: UserId) {
  const at = realTime()
  const user = objectId(userId)
  const device = await Device.findOneAndUpdate(
    { token },
    { $set: { user, platform, updatedAt: at }, $setOnInsert: { createdAt: at } },
    { upsert: true, returnDocument: 'after' },
  )
    .lean()
    .orFail()
  await makeRoom(userId)
  return {
    id: idOf<'Device'>(device._id),
    platform: device.platform,
    createdAt: device.createdAt.toISOString(),
  }
}

async function makeRoom(userId: UserId): Promise<void> {
  const tooMany = await Device.find({ user: objectId(userId) }, { _id: 1 })
    .sort({ updatedAt: -1, _id: -1 })
    .skip(MOST)
    .lean()
  if (tooMany.length > 0) await Device.deleteMany({ _id: trusted({ $in: tooMany.map(({ _id }) => _id) }) })
}

/** Forget a device of one's own; one that is not known is as good as forgotten. */
export async function forgetDevice(token: string, userId: UserId): Promise<{ message: string }> {
  await Device.deleteOne({ token, user: objectId(userId) })
  return { message: 'This device gets no more notifications' }
}
