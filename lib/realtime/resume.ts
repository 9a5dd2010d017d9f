import { setTimeout as wait } from 'node:timers/promises'
import { fail } from '#lib/errors/app-error.ts'
import { Connection } from '#lib/model/connection.model.ts'
import { Notification } from '#lib/model/notification.model.ts'
import { NotificationCount } from '#lib/model/notification-count.model.ts'
import type { NotificationId, UserId } from '#lib/platform/ids.ts'
import { onlineCounterparts } from '#lib/realtime/presence.ts'
import { acquireLease, releaseLease, sendUntil } from '#lib/realtime/sender-lease.ts'

/** What is older than so many is not replayed: the list has it. */
const MAX_REPLAYED = 1_000

interface ResumeRequest {
  readonly connectionId: string
  readonly userId: UserId
  /** The last notification that the app has; nothing where it has none. */
  readonly after?: NotificationId | null | undefined
}

/**
 * Replay to a socket what its app missed.
 * 1. the notification that the app names is its user's (NOTIFICATION_NOT_FOUND)
 * 2. everything after it goes out in the order in which it was stored; what comes in meanwhile waits its turn
 * 3. the answer says how many that were, how many were too old, and who of the other parties is there
 * A socket has one sender: this waits for one that is at work.
 */
export async function resume({ connectionId, userId, after }: ResumeRequest) {
  const seen = after ? await Notification.findOne({ _id: after, user: userId }, { number: 1 }).lean() : null
  if (after && !seen) throw fail('NOTIFICATION_NOT_FOUND')
  const count = await NotificationCount.findById(userId).lean()
  const last = count?.last ?? 0
  const asked = seen?.number ?? 0
  const from = Math.max(asked, last - MAX_REPLAYED)
  const sender = await theSending(connectionId, last)
  if (!sender) return { replayed: 0, tooOld: 0, online: [] }
  try {
    await Connection.updateOne({ _id: connectionId }, { $set: { heldUntil: null } })
    sender.through = from
    await sendUntil(sender)
  } catch (error) {
    await releaseLease(sender)
    throw error
  }
  return { replayed: sender.through - from, tooOld: from - asked, online: await onlineCounterparts(userId) }
}

/** Waits for whoever sends to this socket now; null where the socket is gone. */
async function theSending(connectionId: string, wanted: number) {
  for (;;) {
    const sender = await acquireLease(connectionId, wanted)
    if (sender || !(await Connection.exists({ _id: connectionId }))) return sender
    await wait(10)
  }
}
