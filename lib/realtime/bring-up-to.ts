import { setTimeout as wait } from 'node:timers/promises'
import { realTime, SECOND } from '#lib/platform/clock.ts'
import { Connection, type ConnectionRecord } from '#lib/realtime/connection.model.ts'
import type { Frame } from '#lib/realtime/frame.ts'
import { becomeSender, sendUntil, stepBack } from '#lib/realtime/sender.ts'

/** What this process is about to send to a socket: who comes meanwhile adds to it, and waits for it. */
interface Work {
  wanted: number
  done: Promise<void>
}

const atWork = new Map<string, Work>()

/**
 * Brings one socket up to a notification: all before it that the socket was not sent, then this one.
 * Whoever finds somebody sending already leaves the number with him; so each socket has one sender at a
 * time and its notifications in their order, once, however many functions deliver and however often.
 */
export async function bringUpTo(socket: ConnectionRecord, number: number, frame: Frame): Promise<void> {
  if (socket.through >= number) return
  const held = (socket.heldUntil?.getTime() ?? 0) - realTime().getTime()
  if (held > 0) await wait(held)
  const others = atWork.get(socket._id)
  if (others) {
    others.wanted = Math.max(others.wanted, number)
    return others.done
  }
  const work: Work = { wanted: number, done: Promise.resolve() }
  atWork.set(socket._id, work)
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
    const sender = await becomeSender(connectionId, noted)
    if (sender) {
      await sendUntil(sender, inHand, () => work.wanted).catch(async (error: unknown) => {
        await stepBack(sender)
        throw error
      })
    } else await sentByAnother(connectionId, noted)
    if (work.wanted <= Math.max(noted, sender?.wanted ?? 0)) return forget(connectionId, work)
  }
}

/** How long the sender of another process is given before the message goes back to its queue. */
const PATIENCE = 2 * SECOND
const LOOK_AGAIN = 50

/**
 * Waits until whoever sends to a socket has come that far. He may have been killed, and then nobody would send what
 * was left with him: the message goes back to its queue until he has, or his lease is over. A socket that is gone
 * needs nothing.
 */
async function sentByAnother(connectionId: string, number: number): Promise<void> {
  for (let waited = 0; waited < PATIENCE; waited += LOOK_AGAIN) {
    const socket = await Connection.findById(connectionId, { through: 1 }).lean()
    if (!socket || socket.through >= number) return
    await wait(LOOK_AGAIN)
  }
  throw new Error('the sender of this socket has not come that far')
}

/** At once when nothing is wanted any more: whoever comes a moment later begins anew. */
function forget(connectionId: string, work: Work): void {
  if (atWork.get(connectionId) === work) atWork.delete(connectionId)
}
