import type { MessageFrame } from '#lib/messages/message-frame.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { deliverInOrder } from '#lib/realtime/deliver-in-order.ts'
import { deliverMessage } from '#lib/realtime/deliver-message.ts'
import { type Frame, postFrame } from '#lib/realtime/frame.ts'
import { closeLost, isLost } from '#lib/realtime/lost-socket.ts'
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
 * 4. the record of a closed socket is deleted, and a socket of which it becomes unknown what its app has got is closed
 * 5. if the gateway is busy, this fails after all sockets have been tried, and the queue delivers the message again
 * So a frame comes at most once over each socket.
 */
export async function deliverRealtime({ userId, number, frame }: RealtimeMessage): Promise<void> {
  if (!isMessage(frame)) return sendToSockets({ userId, number, frame })
  await deliverMessage(userId, frame, {
    send: (one) => sendToSockets({ userId, frame: { ...one } }),
    closeSockets: () => closeSocketsInDoubt(userId),
  })
}

/** The frame of a chat message; the queue's schema knows the content of no frame. */
const isMessage = (frame: Frame): frame is Frame & MessageFrame =>
  frame.type === 'message' && Number.isInteger(frame.data.number)

async function sendToSockets({ userId, number, frame }: RealtimeMessage): Promise<void> {
  const failures =
    number === undefined ? await sendAtOnce(userId, frame) : await deliverInOrder({ userId, number, frame })
  if (failures.length > 0) throw failures[0]
}

/**
 * Sends a frame that has no number: such frames are not stored, and go out as they come. A socket that it cannot be sent
 * to, while another one of the user has it, is closed: if the message came again for its sake, the other one would have it
 * twice. Returns what failed, if nobody has it.
 */
async function sendAtOnce(userId: UserId, frame: Frame): Promise<readonly unknown[]> {
  const sockets = (await openSocketsOf(userId)).filter(({ isEntitled }) => isEntitled)
  const outcomes = await Promise.allSettled(
    sockets.map((socket) => (isLost(socket) ? closeLost(socket._id) : postFrame(socket._id, frame))),
  )
  const isSent = outcomes.some((outcome) => outcome.status === 'fulfilled' && outcome.value === true)
  if (!isSent) return reasonsOf(outcomes)
  const failed = sockets.filter((_, place) => outcomes[place]?.status === 'rejected')
  // one that is not closed now either is by the next frame in either direction
  await Promise.allSettled(failed.map(({ _id }) => closeLost(_id)))
  return []
}

/** Closes all sockets of a user, because a function died that sent to them. */
async function closeSocketsInDoubt(userId: UserId): Promise<void> {
  const sockets = await openSocketsOf(userId)
  const [failure] = reasonsOf(await Promise.allSettled(sockets.map(({ _id }) => closeLost(_id))))
  if (failure !== undefined) throw failure
}

const reasonsOf = (outcomes: readonly PromiseSettledResult<unknown>[]): readonly unknown[] =>
  outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []))
