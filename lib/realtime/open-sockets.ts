import type { PipelineStage } from 'mongoose'
import { Connection, type ConnectionRecord } from '#lib/model/connection.model.ts'
import { realTime } from '#lib/platform/clock.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { MAX_TIME_MS, objectId } from '#lib/platform/mongo.ts'

/** An open socket, with what its sender has to know. */
export type OpenSocket = Pick<
  ConnectionRecord,
  '_id' | 'user' | 'through' | 'wanted' | 'heldUntil' | 'sender' | 'busyUntil'
> & {
  /** Whether it may be sent anything: its session has not ended, and its user is neither banned nor deleted. */
  readonly isEntitled: boolean
}

/** A user's open sockets, in one round trip. */
export function openSocketsOf(userId: UserId): Promise<OpenSocket[]> {
  const pipeline = [
    { $match: { user: objectId(userId), expiresAt: { $gt: realTime() } } },
    lookup('users', 'user', { isBanned: { $ne: true }, deletedAt: null }, 'owner'),
    lookup('sessions', 'session', { endedAt: null }, 'login'),
    {
      $project: {
        user: 1,
        through: 1,
        wanted: 1,
        heldUntil: 1,
        sender: 1,
        busyUntil: 1,
        isEntitled: { $and: [{ $ne: ['$owner', []] }, { $ne: ['$login', []] }] },
      },
    },
  ]
  return Connection.collection.aggregate<OpenSocket>(pipeline, { maxTimeMS: MAX_TIME_MS }).toArray()
}

const lookup = (from: string, localField: string, $match: object, as: string): PipelineStage.Lookup => ({
  $lookup: { from, localField, foreignField: '_id', as, pipeline: [{ $match }, { $project: { _id: 1 } }] },
})
