import type { PipelineStage } from 'mongoose'
import { Connection, type ConnectionRecord } from '#lib/model/connection.model.ts'
import { realTime } from '#lib/platform/clock.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'

/** An open socket, with what its sender has to know. */
export type OpenSocket = Pick<
  ConnectionRecord,
  '_id' | 'user' | 'through' | 'wanted' | 'heldUntil' | 'sender'
> & {
  /** Whether it may be sent anything: its session has not ended, and its user is neither banned nor deleted. */
  readonly isEntitled: boolean
}

/** A user's open sockets, in one round trip. */
export const openSocketsOf = (userId: UserId): Promise<OpenSocket[]> =>
  Connection.aggregate<OpenSocket>([
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
        isEntitled: { $and: [{ $ne: ['$owner', []] }, { $ne: ['$login', []] }] },
      },
    },
  ])

const lookup = (from: string, localField: string, $match: object, as: string): PipelineStage.Lookup => ({
  $lookup: { from, localField, foreignField: '_id', as, pipeline: [{ $match }, { $project: { _id: 1 } }] },
})
