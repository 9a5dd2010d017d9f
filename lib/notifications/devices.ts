import type * as z from 'zod'
import { Device } from '#lib/model/device.model.ts'
import type { newDevice } from '#lib/notifications/device.schemas.ts'
import type { Sentence } from '#lib/platform/api-schemas.ts'
import { realTime } from '#lib/platform/clock.ts'
import { idOf, type SessionId, type UserId } from '#lib/platform/ids.ts'
import { objectId, trusted } from '#lib/platform/mongo.ts'

/** How many devices a user may have. If there are more, the one that was registered longest ago is deleted. */
const MAX_DEVICES = 20

interface DeviceOwner {
  readonly id: UserId
  readonly session: SessionId
}

/**
 * Register a device for push. It belongs to the login that registered it last:
 * 1. it gets pushes only while that login lasts: not after logout, a reset, a new password elsewhere or a ban
 * 2. a phone that has a new owner, or on which somebody else logs in, never shows the former user's notifications
 * 3. a user has up to 20 devices; the one that was registered longest ago is deleted
 */
export async function addDevice({ token, platform }: z.output<typeof newDevice>, owner: DeviceOwner) {
  const at = realTime()
  const [user, session] = [objectId(owner.id), objectId(owner.session)]
  const device = await Device.findOneAndUpdate(
    { token },
    { $set: { user, session, platform, updatedAt: at }, $setOnInsert: { createdAt: at } },
    { upsert: true, returnDocument: 'after' },
  )
    .lean()
    .orFail()
  await removeOldest(owner.id)
  return {
    id: idOf<'Device'>(device._id),
    platform: device.platform,
    createdAt: device.createdAt.toISOString(),
  }
}

async function removeOldest(userId: UserId): Promise<void> {
  const surplus = await Device.find({ user: objectId(userId) }, { _id: 1 })
    .sort({ updatedAt: -1, _id: -1 })
    .skip(MAX_DEVICES)
    .lean()
  if (surplus.length > 0) await Device.deleteMany({ _id: trusted({ $in: surplus.map(({ _id }) => _id) }) })
}

const REMOVED = {
  en: 'This device gets no more notifications',
  ar: 'لن تصل إشعارات إلى هذا الجهاز بعد الآن',
} as const

/** Delete one of the user's own devices. If it is not known, nothing happens. */
export async function removeDevice(token: string, userId: UserId): Promise<Sentence> {
  await Device.deleteOne({ token, user: objectId(userId) })
  return { message: REMOVED }
}
