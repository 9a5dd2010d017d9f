import type { UserId } from '#lib/platform/ids.ts'
import { catchUp } from '#lib/realtime/catch-up.ts'
import { type Frame, postFrame } from '#lib/realtime/frame.ts'
import { type OpenSocket, openSocketsOf } from '#lib/realtime/open-sockets.ts'
import {
  acquireLeases,
  dropLeases,
  releaseLease,
  releaseLeases,
  sendUntil,
} from '#lib/realtime/sender-lease.ts'

/** A notification for the sockets of its user. */
interface NumberedFrame {
  readonly userId: UserId
  /** Its number in the user's order. */
  readonly number: number
  readonly frame: Frame
}

/**
 * Brings a notification to all open sockets of its user, to each in the order of the numbers, and once.
 * 1. one write takes the lease of every socket that is free and lacks the notification
 * 2. a socket that lacks only this one is sent it at once; one that lacks earlier ones is sent those first
 * 3. one write notes what was sent and releases the leases. A socket that is to have more by then is sent that too
 * 4. a socket that another function sends to, or whose app may still resume, is waited for (catch-up.ts)
 * So a notification costs three trips to the database, however many sockets its user has. Returns what failed.
 */
export async function deliverInOrder(notification: NumberedFrame): Promise<readonly unknown[]> {
  const { userId, number, frame } = notification
  const lease = await acquireLeases(userId, number)
  const sockets = await openSocketsOf(userId)
  const leased = sockets.filter(({ sender }) => sender === lease)
  const refused = leased.filter(({ isEntitled }) => !isEntitled)
  const entitled = leased.filter(({ isEntitled }) => isEntitled)
  const next = entitled.filter(({ through }) => through === number - 1)
  const behind = entitled.filter(({ through }) => through < number - 1)
  const others = sockets.filter(({ sender, isEntitled }) => isEntitled && sender !== lease)
  const outcomes = await Promise.allSettled([
    sendNext(lease, next, notification),
    refused.length > 0 && dropLeases(lease, refused),
    ...behind.map((socket) => sendFrom(lease, socket, notification)),
    ...others.map((socket) => catchUp(socket, number, frame)),
  ])
  return outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []))
}

/** Sends the notification to sockets that lack no other, and releases their leases. */
async function sendNext(
  lease: string,
  sockets: readonly OpenSocket[],
  { number, frame }: NumberedFrame,
): Promise<void> {
  if (sockets.length === 0) return
  const outcomes = await Promise.allSettled(sockets.map(({ _id }) => postFrame(_id, frame)))
  const failed = sockets.filter((_, place) => outcomes[place]?.status === 'rejected')
  const sent = sockets.filter((socket) => !failed.includes(socket)) // the record of a closed one is deleted
  if (failed.length > 0) await dropLeases(lease, failed)
  const released = await releaseLeases(lease, sent, number)
  if (released < sent.length) {
    await Promise.all(sent.map((socket) => sendFrom(lease, { ...socket, through: number })))
  }
  const failure = outcomes.find((outcome) => outcome.status === 'rejected')
  if (failure) throw failure.reason
}

/** Sends one socket everything after what it has, up to what it is to have by then, and releases its lease. */
async function sendFrom(
  lease: string,
  { _id: connectionId, user, through, wanted }: OpenSocket,
  inHand: NumberedFrame | null = null,
): Promise<void> {
  const sender = { connectionId, name: lease, user, through, wanted }
  await sendUntil(sender, inHand).catch(async (error: unknown) => {
    await releaseLease(sender)
    throw error
  })
}
