import { setTimeout as wait } from 'node:timers/promises'
import { SECOND, realTime } from '#lib/platform/clock.ts'
import type { ConnectionRecord } from '#lib/realtime/connection.model.ts'
import type { Frame } from '#lib/realtime/frame.ts'
import { becomeSender, sendUntil, stepBack } from '#lib/realtime/sender.ts'

/**
 * How long a new socket is given to ask for what it missed before it is sent what is new: were the new one
 * first, an app that then lost the socket would name it as the last it has seen, and never have the others.
 */
const GRACE = 0.5 * SECOND

/**
 * Brings one socket up to a notification: all before it that the socket was not sent, then this one.
 * Whoever finds somebody sending already leaves the number with him; so each socket has one sender at a
 * time and its notifications in their order, once, however many functions deliver and however often.
 */
export async function bringUpTo(socket: ConnectionRecord, number: number, frame: Frame): Promise<void> {
  if (socket.through >= number) return
  if (socket.resumedAt === null) {
    const young = socket.connectedAt.getTime() + GRACE - realTime().getTime()
    if (young > 0) await wait(young)
  }
  const sender = await becomeSender(socket._id, number)
  if (!sender) return
  try {
    await sendUntil(sender, { number, frame })
  } catch (error) {
    await stepBack(sender)
    throw error
  }
}
