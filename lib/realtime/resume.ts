import { setTimeout as wait } from 'node:timers/promises'
import { fail } from '#lib/errors/app-error.ts'
import { Connection } from '#lib/model/connection.model.ts'
import { Notification } from '#lib/model/notification.model.ts'
import { lastNumberOf } from '#lib/notifications/last-number.ts'
import type { NotificationId, UserId } from '#lib/platform/ids.ts'
import { closeLost, isLost } from '#lib/realtime/lost-socket.ts'
import { onlineCounterparts } from '#lib/realtime/presence.ts'
import { acquireLease, releaseLease, sendUntil } from '#lib/realtime/sender-lease.ts'

/** How many notifications are replayed at most. Older ones are in the list. */
const MAX_REPLAYED = 1_000

interface ResumeRequest {
  readonly connectionId: string
  readonly userId: UserId
  /** The last notification that the app has; left out if it has none. */
  readonly after?: NotificationId | null | undefined
}

/**
 * Replay to a socket the notifications that its app missed.
 * 1. the notification that the app names is the user's own (NOTIFICATION_NOT_FOUND)
 * 2. everything after it is sent in the order in which it was stored; new notifications are sent after that
 * 3. the answer says how many were replayed, how many were too old, and which of the other parties are online
 * A socket has one sender at a time. If another one is sending, this waits for it. If it becomes unknown what the app has
 * got, the socket is closed, and the app asks again over the next one.
 */
export async function resume({ connectionId, userId, after }: ResumeRequest) {
  const seen = after ? await Notification.findOne({ _id: after, user: userId }, { number: 1 }).lean() : null
  if (after && !seen) throw fail('NOTIFICATION_NOT_FOUND')
  const last = await lastNumberOf(userId)
  const lastSeen = seen?.number ?? 0
  const from = Math.max(lastSeen, last - MAX_REPLAYED)
  const sender = await waitForLease(connectionId, last)
  if (!sender) return { replayed: 0, tooOld: 0, online: [] }
  try {
    await Connection.updateOne({ _id: connectionId }, { $set: { heldUntil: null } })
    sender.through = from
    await sendUntil(sender)
  } catch (error) {
    await releaseLease(sender)
    throw error
  }
  return {
    replayed: sender.through - from,
    tooOld: from - lastSeen,
    online: await onlineCounterparts(userId),
  }
}

/** Waits until the lease of the socket is free, and acquires it; null if the socket is gone, or lost and then closed. */
async function waitForLease(connectionId: string, wanted: number) {
  for (;;) {
    const sender = await acquireLease(connectionId, wanted)
    if (sender) return sender
    const socket = await Connection.findById(connectionId, { sender: 1, busyUntil: 1 }).lean()
    if (socket && isLost(socket)) await closeLost(connectionId)
    if (!socket || isLost(socket)) return null
    await wait(10)
  }
}
