import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { PipelineStage } from 'mongoose'
import { fail } from '#lib/errors/app-error.ts'
import { Connection } from '#lib/model/connection.model.ts'
import { addMs, realTime, SECOND } from '#lib/platform/clock.ts'
import { PRIMARY_ONLY } from '#lib/platform/write-concerns.ts'
import { MAX_FRAMES_PER_SECOND } from '#lib/realtime/frame-limit.ts'

/** How long a frame waits for one before it that has not come in. */
const GAP_MS = 2 * SECOND

/** When the next frame goes on although the one before it is not finished: its function has crashed. */
const TURN_MS = 10 * SECOND

/** A frame that has waited longer than any function runs waits no more: its function has crashed. */
const WAITING_MS = 30 * SECOND

/** How often a waiting frame looks whether another process has finished the one before it. */
const POLL_MS = { least: 10, most: 100 } as const

interface NumberedFrame {
  readonly connectionId: string
  /** Its place among the frames of its socket, from 1. */
  readonly seq: number
}

/**
 * Applies a frame in its turn: after the frame with the number before it, in whatever process that one is. A frame that
 * is missing is waited for 2 s; then its place is skipped. Frames that come after their place was taken or skipped are
 * not applied (FRAME_OUT_OF_ORDER), so that the order always holds. At most 20 frames wait (TOO_MANY_FRAMES). If a write
 * of a turn is lost with its node, frames are out of order, and their messages are stored all the same.
 */
export async function inTurn<T>(frame: NumberedFrame, work: () => Promise<T>): Promise<T> {
  const holder = await takeTurn(frame)
  try {
    return await work()
  } finally {
    await finishTurn(frame, holder)
  }
}

async function takeTurn(frame: NumberedFrame): Promise<string> {
  const holder = randomUUID()
  const arrivedAt = realTime()
  for (let pause: number = POLL_MS.least; ; pause = Math.min(2 * pause, POLL_MS.most)) {
    const now = realTime()
    const isOverdue = now.getTime() - arrivedAt.getTime() >= GAP_MS
    const socket = await Connection.findOneAndUpdate(
      { _id: frame.connectionId },
      askingForTurn({ seq: frame.seq, holder, arrivedAt, isOverdue, now }),
      { returnDocument: 'after', updatePipeline: true, ...PRIMARY_ONLY },
    ).lean()
    if (!socket) throw fail('UNAUTHENTICATED') // it was closed meanwhile
    if (socket.applying?.holder === holder) return holder
    if (frame.seq <= Math.max(socket.applied, socket.applying?.seq ?? 0)) throw fail('FRAME_OUT_OF_ORDER')
    if (!socket.waiting.some(({ seq }) => seq === frame.seq)) throw fail('TOO_MANY_FRAMES', { retryAfter: 1 })
    await frameBefore(frame, pause)
  }
}

async function finishTurn({ connectionId, seq }: NumberedFrame, holder: string): Promise<void> {
  await Connection.updateOne(
    { _id: connectionId, 'applying.holder': holder },
    { $set: { applied: seq, applying: null } },
    PRIMARY_ONLY,
  )
  listeners.get(keyOf(connectionId, seq))?.()
}

interface Asking {
  readonly seq: number
  readonly holder: string
  readonly arrivedAt: Date
  readonly isOverdue: boolean
  readonly now: Date
}

/** One atomic write: the frame takes its turn if it is its turn, else it is among those that wait. */
function askingForTurn({ seq, holder, arrivedAt, isOverdue, now }: Asking): PipelineStage.Set[] {
  const hasEnded = { $lte: [{ $ifNull: ['$applying.until', new Date(0)] }, now] }
  const isAlive = { $gt: ['$$this.at', addMs(now, -WAITING_MS)] }
  const isOther = { $ne: ['$$this.seq', seq] }
  const earlier = { $filter: { input: '$waiting', cond: { $lt: ['$$this.seq', seq] } } }
  const isFirst = isOverdue ? { $eq: [earlier, []] } : false
  const isTurn = {
    $and: [
      { $eq: ['$applying', null] },
      { $gt: [seq, '$applied'] },
      { $or: [{ $eq: ['$applied', seq - 1] }, isFirst] },
    ],
  }
  const waits = {
    $and: [{ $gt: [seq, '$applied'] }, { $lt: [{ $size: '$waiting' }, MAX_FRAMES_PER_SECOND] }],
  }
  const withMe = { $concatArrays: ['$waiting', [{ seq, at: arrivedAt }]] }
  return [
    {
      $set: {
        applied: { $cond: [hasEnded, { $max: ['$applied', { $ifNull: ['$applying.seq', 0] }] }, '$applied'] },
        applying: { $cond: [hasEnded, null, '$applying'] },
        waiting: { $filter: { input: '$waiting', cond: { $and: [isAlive, isOther] } } },
      },
    },
    {
      $set: {
        applying: { $cond: [isTurn, { seq, holder, until: addMs(now, TURN_MS) }, '$applying'] },
        waiting: { $cond: [isTurn, '$waiting', { $cond: [waits, withMe, '$waiting'] }] },
      },
    },
  ]
}

/** The frames of this process that wait for the one before them. They hear at once when that one is finished here. */
const listeners = new Map<string, () => void>()

const keyOf = (connectionId: string, seq: number): string => `${connectionId}:${seq}`

/** Waits until this process has finished the frame before this one, at most for `ms`. */
async function frameBefore({ connectionId, seq }: NumberedFrame, ms: number): Promise<void> {
  const key = keyOf(connectionId, seq - 1)
  const timer = new AbortController()
  const finished = new Promise<void>((resolve) => void listeners.set(key, resolve))
  const late = wait(ms, undefined, { signal: timer.signal }).catch(() => undefined)
  await Promise.race([finished, late])
  timer.abort()
  listeners.delete(key)
}
