import type { UserId } from '#lib/platform/ids.ts'
import { catchUp } from '#lib/realtime/catch-up.ts'
import { type Frame, postFrame } from '#lib/realtime/frame.ts'
import { closeLost, isLost } from '#lib/realtime/lost-socket.ts'
import { type OpenSocket, openSocketsOf } from '#lib/realtime/open-sockets.ts'
import {
  acquireLeases,
  dropLeases,
  type LeaseHolder,
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

type Lease = Pick<LeaseHolder, 'name' | 'since'>

/**
 * Brings a notification to all open sockets of its user, to each in the order of the numbers, and once.
 * 1. one write takes the lease of every socket that is free and lacks the notification
 * 2. a socket that lacks only this one is sent it at once; one that lacks earlier ones is sent those first
 * 3. one write, whose answer is not waited for, notes what was sent and releases the leases
 * 4. a socket that another function sends to, or whose app may still resume, is waited for (catch-up.ts)
 * 5. a lost socket is sent nothing, and is closed (lost-socket.ts): its app has the notification from the next one
 * So a notification waits for two trips to the database, however many sockets its user has. Returns what failed.
 */
export async function deliverInOrder(notification: NumberedFrame): Promise<readonly unknown[]> {
  const { userId, number, frame } = notification
  const lease = await acquireLeases(userId, number)
  const sockets = await openSocketsOf(userId)
  const lost = sockets.filter(isLost)
  const leased = sockets.filter(({ sender }) => sender === lease.name)
  const refused = leased.filter(({ isEntitled }) => !isEntitled)
  const entitled = leased.filter(({ isEntitled }) => isEntitled)
  const next = entitled.filter(({ through }) => through === number - 1)
  const behind = entitled.filter(({ through }) => through < number - 1)
  const others = sockets.filter((socket) => socket.isEntitled && !leased.includes(socket) && !isLost(socket))
  const outcomes = await Promise.allSettled([
    sendNext(lease, next, notification),
    refused.length > 0 && dropLeases(lease.name, refused),
    ...behind.map((socket) => sendFrom(lease, socket, notification)),
    ...others.map((socket) => catchUp(socket, number, frame)),
    ...lost.map(({ _id }) => closeLost(_id)),
  ])
  return outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []))
}

/** Sends the notification to sockets that lack no other, and releases their leases. */
async function sendNext(
  lease: Lease,
  sockets: readonly OpenSocket[],
  { number, frame }: NumberedFrame,
): Promise<void> {
  if (sockets.length === 0) return
  const outcomes = await Promise.allSettled(sockets.map(({ _id }) => postFrame(_id, frame)))
  const failed = sockets.filter((_, place) => outcomes[place]?.status === 'rejected')
  // the others are closed: there is nothing to release
  const sent = sockets.filter((_, place) => {
    const outcome = outcomes[place]
    return outcome?.status === 'fulfilled' && outcome.value
  })
  if (failed.length > 0) await dropLeases(lease.name, failed)
  if (sent.length > 0) await releaseLeases(lease.name, sent, number)
  const failure = outcomes.find((outcome) => outcome.status === 'rejected')
  if (failure) throw failure.reason
}

/** Sends one socket everything after what it has, up to what it is to have by then, and releases its lease. */
async function sendFrom(
  lease: Lease,
  { _id: connectionId, user, through, wanted }: OpenSocket,
  inHand: NumberedFrame | null = null,
): Promise<void> {
  const sender = { connectionId, ...lease, user, through, wanted }
  await sendUntil(sender, inHand).catch(async (error: unknown) => {
    await releaseLease(sender)
    throw error
  })
}
