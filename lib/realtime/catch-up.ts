import { setTimeout as wait } from 'node:timers/promises'
import { Connection, type ConnectionRecord } from '#lib/model/connection.model.ts'
import { realTime, SECOND } from '#lib/platform/clock.ts'
import type { Frame } from '#lib/realtime/frame.ts'
import { acquireLease, releaseLease, sendUntil } from '#lib/realtime/sender-lease.ts'

/** What this process is about to send to a socket: who comes meanwhile adds to it, and waits for it. */
interface Work {
  wanted: number
  done: Promise<void>
}

const inProgress = new Map<string, Work>()

/**
 * Brings one socket up to a notification: all before it that the socket was not sent, then this one.
 * Who finds that another function holds the lease leaves the number with it, so each socket has one sender at a
 * time and its notifications in their order, once, however many functions deliver and however often.
 */
export async function catchUp(socket: ConnectionRecord, number: number, frame: Frame): Promise<void> {
  if (socket.through >= number) return
  const held = (socket.heldUntil?.getTime() ?? 0) - realTime().getTime()
  if (held > 0) await wait(held)
  const others = inProgress.get(socket._id)
  if (others) {
    others.wanted = Math.max(others.wanted, number)
    return others.done
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
    const noted = work.wanted
    const sender = await acquireLease(connectionId, noted)
    if (sender) {
      await sendUntil(sender, inHand, () => work.wanted).catch(async (error: unknown) => {
        await releaseLease(sender)
        throw error
      })
    } else await isSentByAnother(connectionId, noted)
    if (work.wanted <= Math.max(noted, sender?.wanted ?? 0)) return forget(connectionId, work)
  }
}

/** How long the sender of another process is given before the message goes back to its queue. */
const WAIT_MS = 2 * SECOND
const POLL_MS = 50

/**
 * Waits until the lease holder has sent up to this number. The holder may have been killed, and then nobody would
 * send what was left with it: the message goes back to its queue until it is sent, or the lease has expired. A socket
 * that is gone needs nothing.
 */
async function isSentByAnother(connectionId: string, number: number): Promise<void> {
  for (let waited = 0; waited < WAIT_MS; waited += POLL_MS) {
    const socket = await Connection.findById(connectionId, { through: 1 }).lean()
    if (!socket || socket.through >= number) return
    await wait(POLL_MS)
  }
  throw new Error('the sender of this socket has not come that far')
}

/** At once when nothing is wanted any more: whoever comes a moment later begins anew. */
function forget(connectionId: string, work: Work): void {
  if (inProgress.get(connectionId) === work) inProgress.delete(connectionId)
}
