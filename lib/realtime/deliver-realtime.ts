import type { UserId } from '#lib/platform/ids.ts'
import { realTime } from '#lib/platform/clock.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { Notification } from '#lib/notifications/notification.model.ts'
import { Connection, type ConnectionRecord } from '#lib/realtime/connection.model.ts'
import { bringUpTo } from '#lib/realtime/bring-up-to.ts'
import { postFrame, type Frame } from '#lib/realtime/frame.ts'

/** A message of the realtime queue: what a user's apps are to hear now. */
export interface RealtimeMessage {
  readonly userId: UserId
  readonly frame: Frame
}

/** How many sockets of a user are sent to at once. */
const AT_ONCE = 25

/**
 * Deliver a frame to every socket of a user, wherever he is connected.
 * 1. nobody hears anything once he is banned, nor over a socket whose session ended
 * 2. notifications keep their order on each socket, and one that it had is not sent again; the other
 *    frames go out as they come
 * 3. a socket that is gone is forgotten; where the gateway is busy, this fails when all have been tried,
 *    and the queue sends the message again
 */
export async function deliverRealtime({ userId, frame }: RealtimeMessage): Promise<void> {
  const [sockets, number] = await Promise.all([
    socketsOf(userId),
    frame.type === 'notification' ? numberOf(userId, frame.id) : null,
  ])
  const failures: unknown[] = []
  for (let first = 0; first < sockets.length; first += AT_ONCE) {
    const some = sockets.slice(first, first + AT_ONCE)
    const outcomes = await Promise.allSettled(
      some.map((socket) =>
        number === null ? postFrame(socket._id, frame) : bringUpTo(socket, number, frame),
      ),
    )
    for (const outcome of outcomes) if (outcome.status === 'rejected') failures.push(outcome.reason)
  }
  if (failures.length > 0) throw failures[0]
}

/** A user's open sockets, those of ended sessions left out; none where he is banned or gone. One round trip. */
function socketsOf(userId: UserId): Promise<ConnectionRecord[]> {
  return Connection.aggregate<ConnectionRecord>([
    { $match: { user: objectId(userId), expiresAt: { $gt: realTime() } } },
    {
      $lookup: {
        from: 'users',
        localField: 'user',
        foreignField: '_id',
        as: 'owner',
        pipeline: [{ $match: { isBanned: { $ne: true }, deletedAt: null } }, { $project: { _id: 1 } }],
      },
    },
    {
      $lookup: {
        from: 'sessions',
        localField: 'session',
        foreignField: '_id',
        as: 'login',
        pipeline: [{ $match: { endedAt: null } }, { $project: { _id: 1 } }],
      },
    },
    { $match: { owner: { $ne: [] }, login: { $ne: [] } } },
    { $project: { owner: 0, login: 0 } },
  ])
}

/** A notification's place in its user's order; null for what is stored nowhere and has no order. */
async function numberOf(userId: UserId, notificationId: string): Promise<number | null> {
  const stored = await Notification.findOne({ _id: notificationId, user: userId }, { number: 1 }).lean()
  return stored?.number ?? null
}
