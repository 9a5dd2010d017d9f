import type { PipelineStage, Types } from 'mongoose'
import type { MessageFrame } from '#lib/messages/message-frame.ts'
import { Connection, type ConnectionRecord } from '#lib/model/connection.model.ts'
import { realTime } from '#lib/platform/clock.ts'
import type { NotificationId, UserId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'
import { catchUp } from '#lib/realtime/catch-up.ts'
import { deliverMessage } from '#lib/realtime/deliver-message.ts'
import { type Frame, postFrame } from '#lib/realtime/frame.ts'

/** A message of the realtime queue: a frame for the sockets of a user. */
export interface RealtimeMessage {
  readonly userId: UserId
  readonly frame: Frame
}

/**
 * How many sockets of a user are sent to concurrently: all that a user may have, so that sockets which do not answer are
 * waited for once, and not one group after the other.
 */
const CONCURRENCY = 50

/**
 * Deliver a frame to every open socket of a user.
 * 1. a banned user gets nothing, and neither does a socket whose session ended
 * 2. each socket gets notifications in order, and none of them twice; a user gets the messages of a thread in order;
 *    other frames are sent as they come
 * 3. the record of a closed socket is deleted; if the gateway is busy, this fails after all sockets have been tried,
 *    and the queue delivers the message again
 */
export async function deliverRealtime({ userId, frame }: RealtimeMessage): Promise<void> {
  if (!isMessage(frame)) return sendToSockets({ userId, frame })
  await deliverMessage(userId, frame, (one) => sendToSockets({ userId, frame: { ...one } }))
}

/** The frame of a chat message; the queue's schema knows the content of no frame. */
const isMessage = (frame: Frame): frame is Frame & MessageFrame =>
  frame.type === 'message' && Number.isInteger(frame.data.number)

async function sendToSockets({ userId, frame }: RealtimeMessage): Promise<void> {
  const sockets = await socketsOf(userId, frame.type === 'notification' ? frame.id : null)
  const failures: unknown[] = []
  for (let first = 0; first < sockets.length; first += CONCURRENCY) {
    const some = sockets.slice(first, first + CONCURRENCY)
    const outcomes = await Promise.allSettled(some.map((socket) => sendTo(socket, frame)))
    for (const outcome of outcomes) if (outcome.status === 'rejected') failures.push(outcome.reason)
  }
  if (failures.length > 0) throw failures[0]
}

/** Only notifications have a number and an order. Other frames are not stored, and are sent at once. */
async function sendTo({ number, ...socket }: OpenSocket, frame: Frame): Promise<void> {
  if (number === undefined) await postFrame(socket._id, frame)
  else await catchUp(socket, number, frame)
}

interface OpenSocket extends ConnectionRecord {
  /** The number of the notification to deliver, in its user's order. */
  readonly number?: number
}

/**
 * A user's open sockets, except those of ended sessions; none if the user is banned or deleted. Each has the number of
 * the notification, if there is one. It takes one round trip.
 */
function socketsOf(userId: UserId, notificationId: string | null): Promise<OpenSocket[]> {
  const user = objectId(userId)
  return Connection.aggregate<OpenSocket>([
    { $match: { user, expiresAt: { $gt: realTime() } } },
    lookup('users', 'user', { isBanned: { $ne: true }, deletedAt: null }, 'owner'),
    lookup('sessions', 'session', { endedAt: null }, 'login'),
    { $match: { owner: { $ne: [] }, login: { $ne: [] } } },
    ...(notificationId === null ? [] : withNumberOf(notificationId as NotificationId, user)),
    { $project: { owner: 0, login: 0, notification: 0 } },
  ])
}

const lookup = (from: string, localField: string, $match: object, as: string): PipelineStage.Lookup => ({
  $lookup: { from, localField, foreignField: '_id', as, pipeline: [{ $match }, { $project: { _id: 1 } }] },
})

const withNumberOf = (
  notification: NotificationId,
  user: Types.ObjectId,
): PipelineStage.FacetPipelineStage[] => [
  {
    $lookup: {
      from: 'notifications',
      as: 'notification',
      pipeline: [{ $match: { _id: objectId(notification), user } }, { $project: { number: 1 } }],
    },
  },
  { $set: { number: { $first: '$notification.number' } } },
]
