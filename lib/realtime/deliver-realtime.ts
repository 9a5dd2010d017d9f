import type { MessageFrame } from '#lib/messages/message-frame.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { deliverInOrder } from '#lib/realtime/deliver-in-order.ts'
import { deliverMessage } from '#lib/realtime/deliver-message.ts'
import { type Frame, postFrame } from '#lib/realtime/frame.ts'
import { openSocketsOf } from '#lib/realtime/open-sockets.ts'

/** A message of the realtime queue: a frame for the sockets of a user. */
export interface RealtimeMessage {
  readonly userId: UserId
  /** The number of a notification in its user's order; other frames have none. */
  readonly number?: number | undefined
  readonly frame: Frame
}

/**
 * Deliver a frame to every open socket of a user.
 * 1. a banned user gets nothing, and neither does a socket whose session ended
 * 2. each socket gets notifications in order, and none of them twice; a user gets the messages of a thread in order;
 *    other frames are sent as they come
 * 3. all sockets are sent to side by side, so that those which do not answer are waited for once
 * 4. the record of a closed socket is deleted; if the gateway is busy, this fails after all sockets have been tried,
 *    and the queue delivers the message again
 */
export async function deliverRealtime({ userId, number, frame }: RealtimeMessage): Promise<void> {
  if (!isMessage(frame)) return sendToSockets({ userId, number, frame })
  await deliverMessage(userId, frame, (one) => sendToSockets({ userId, frame: { ...one } }))
}

/** The frame of a chat message; the queue's schema knows the content of no frame. */
const isMessage = (frame: Frame): frame is Frame & MessageFrame =>
  frame.type === 'message' && Number.isInteger(frame.data.number)

async function sendToSockets({ userId, number, frame }: RealtimeMessage): Promise<void> {
  const failures =
    number === undefined ? await sendAtOnce(userId, frame) : await deliverInOrder({ userId, number, frame })
  if (failures.length > 0) throw failures[0]
}

/** Sends a frame that has no number: such frames are not stored, and go out as they come. Returns what failed. */
async function sendAtOnce(userId: UserId, frame: Frame): Promise<readonly unknown[]> {
  const sockets = (await openSocketsOf(userId)).filter(({ isEntitled }) => isEntitled)
  const outcomes = await Promise.allSettled(sockets.map(({ _id }) => postFrame(_id, frame)))
  return outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []))
}
