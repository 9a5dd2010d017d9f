import { setTimeout as wait } from 'node:timers/promises'
import { Connection, type ConnectionRecord } from '#lib/model/connection.model.ts'
import { realTime, SECOND } from '#lib/platform/clock.ts'
import type { Frame } from '#lib/realtime/frame.ts'
import { closeLost, isLost } from '#lib/realtime/lost-socket.ts'
import { acquireLease, releaseLease, sendUntil } from '#lib/realtime/sender-lease.ts'

/**
 * What this process is about to send to a socket. A later call for the same socket raises `wanted` and waits for
 * `done`.
 */
interface Work {
  wanted: number
  done: Promise<void>
}

const inProgress = new Map<string, Work>()

/**
 * Sends a socket everything up to a notification: first the earlier ones that it was not sent, then this one.
 * If another function holds the lease of the socket, that function sends this number too, or this one does as soon as it
 * has the lease. So each socket has one sender at a time and gets its notifications once and in order, no matter how many
 * functions deliver, and how often.
 */
export async function catchUp(
  socket: Pick<ConnectionRecord, '_id' | 'through' | 'heldUntil'>,
  number: number,
  frame: Frame,
): Promise<void> {
  if (socket.through >= number) return
  const graceMs = (socket.heldUntil?.getTime() ?? 0) - realTime().getTime()
  if (graceMs > 0) await wait(graceMs)
  const current = inProgress.get(socket._id)
  if (current) {
    current.wanted = Math.max(current.wanted, number)
    return current.done
  }
  const work: Work = { wanted: number, done: Promise.resolve() }
  inProgress.set(socket._id, work)
  work.done = send(socket._id, work, { number, frame }).finally(() => forget(socket._id, work))
  return work.done
}

async function send(
  connectionId: string,
  work: Work,
  inHand: { readonly number: number; readonly frame: Frame },
): Promise<void> {
  for (;;) {
    const requested = work.wanted
    const sender = await acquireLease(connectionId, requested)
    if (sender) {
      await sendUntil(sender, inHand, () => work.wanted).catch(async (error: unknown) => {
        await releaseLease(sender)
        throw error
      })
    } else if (await waitForLeaseHolder(connectionId, requested)) continue
    if (work.wanted <= Math.max(requested, sender?.wanted ?? 0)) return forget(connectionId, work)
  }
}

/** How long to wait for the sender of another process before the message returns to its queue. */
const WAIT_MS = 2 * SECOND
/** A holder that sends one notification is done within a few ms, one that was begun by `resume` after more. */
const FIRST_POLL_MS = 5
const LAST_POLL_MS = 50

const LEASE = { through: 1, sender: 1, busyUntil: 1, expiresAt: 1 } as const

/**
 * Waits until the lease holder has sent everything up to this number. Returns true if it has released the lease before
 * that, so that it is to be acquired. The holder may have crashed, and then nobody would send the rest. So after a while
 * this fails: the message returns to its queue until it is sent, or the lease has expired and the socket is closed. If the
 * socket is gone, there is nothing to wait for.
 */
async function waitForLeaseHolder(connectionId: string, number: number): Promise<boolean> {
  for (let waited = 0, pause = FIRST_POLL_MS; waited < WAIT_MS; waited += pause) {
    const socket = await Connection.findById(connectionId, LEASE).lean()
    if (!socket || socket.through >= number || socket.expiresAt <= realTime()) return false
    if (socket.sender === null) return true
    if (isLost(socket)) {
      await closeLost(connectionId)
      return false
    }
    await wait(pause)
    pause = Math.min(2 * pause, LAST_POLL_MS)
  }
  throw new Error('the lease holder of this socket has not sent this notification yet')
}

/** Called as soon as everything is sent, so that a later call starts anew. */
function forget(connectionId: string, work: Work): void {
  if (inProgress.get(connectionId) === work) inProgress.delete(connectionId)
}
