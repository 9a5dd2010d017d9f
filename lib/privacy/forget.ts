import type { Types } from 'mongoose'
import { Notification } from '#lib/model/notification.model.ts'
import { Outbox } from '#lib/model/outbox.model.ts'
import { User } from '#lib/model/user.model.ts'
import { clock, realTime } from '#lib/platform/clock.ts'
import type { EventId, UserId } from '#lib/platform/ids.ts'
import { objectId, trusted } from '#lib/platform/mongo.ts'
import { endOf } from '#lib/privacy/retention-ends.ts'
import type { Failures } from '#lib/work/work-off.ts'

const noFailures: Failures = new Map()

/** Deletes events that were sent long ago. */
export async function forgetEvents(ids: readonly string[]): Promise<Failures> {
  const some = { _id: { $in: toObjectIds(ids) }, sentAt: { $lte: await endOf('events', realTime()) } }
  await Outbox.collection.deleteMany(some)
  return noFailures
}

/**
 * Deletes notifications whose time is over. Their user keeps the number of the last one that was deleted, so that none is
 * given twice.
 */
export async function forgetNotifications(ids: readonly string[]): Promise<Failures> {
  const end = await endOf('notifications', clock())
  const old = await Notification.find(
    { _id: trusted({ $in: toObjectIds(ids) }), createdAt: trusted({ $lte: end }) },
    { user: 1, number: 1 },
  ).lean()
  const byUser = Map.groupBy(old, ({ user }) => user.toHexString() as UserId)
  for (const [user, some] of byUser) {
    const lastForgotten = Math.max(...some.map(({ number }) => number))
    await User.updateOne({ _id: user }, { $max: { lastForgotten } })
    await Notification.collection.deleteMany({ _id: { $in: some.map(({ _id }) => _id) } })
  }
  return noFailures
}

const toObjectIds = (ids: readonly string[]): Types.ObjectId[] => ids.map((id) => objectId(id as EventId))
