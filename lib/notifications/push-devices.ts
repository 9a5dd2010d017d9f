import type { PipelineStage, Types } from 'mongoose'
import { Device } from '#lib/model/device.model.ts'
import { realTime } from '#lib/platform/clock.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { objectId, trusted } from '#lib/platform/mongo.ts'

/** A device to push to. */
export interface PushDevice {
  readonly _id: Types.ObjectId
  readonly token: string
}

interface FoundDevice extends PushDevice {
  readonly login: readonly unknown[]
}

/**
 * The devices of a user whose login is active; none if the user is banned or deleted. Whatever ends a login therefore
 * stops its pushes at once, those that are on the queue already too. Devices of ended logins are deleted here.
 */
export async function devicesOf(userId: UserId): Promise<readonly PushDevice[]> {
  const now = realTime()
  const found = await Device.aggregate<FoundDevice>([
    { $match: { user: objectId(userId) } },
    lookup('users', 'user', { isBanned: { $ne: true }, deletedAt: null }, 'owner'),
    lookup(
      'sessions',
      'session',
      { user: objectId(userId), endedAt: null, expiresAt: { $gt: now } },
      'login',
    ),
    { $match: { owner: { $ne: [] } } },
    { $project: { token: 1, login: 1 } },
  ])
  const loggedOut = found.filter(({ login }) => login.length === 0)
  if (loggedOut.length > 0) {
    await Device.deleteMany({ _id: trusted({ $in: loggedOut.map(({ _id }) => _id) }) })
  }
  return found.filter(({ login }) => login.length > 0)
}

const lookup = (from: string, localField: string, $match: object, as: string): PipelineStage.Lookup => ({
  $lookup: { from, localField, foreignField: '_id', as, pipeline: [{ $match }, { $project: { _id: 1 } }] },
})
