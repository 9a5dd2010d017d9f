import type { PipelineStage } from 'mongoose'
import { SECOND } from '#lib/platform/clock.ts'

/** How many frames of a socket are handled within a second. The second counts from arrival at the gateway. */
export const MAX_FRAMES_PER_SECOND = 20

/** A socket that has sent so many frames too much, and has not paused since, is closed. */
export const MAX_REFUSED_FRAMES = 50

/** After so long without a refused frame, a socket begins anew. */
const PAUSE_MS = 10 * SECOND

/** What becomes of a frame: it is handled, refused by an `error` frame, the reason to close its socket, or dropped. */
export type Admission = 'handled' | 'refused' | 'closes' | 'dropped'

/** What this process knows about a socket. */
interface FrameCount {
  /** When the frames of the last second came in that were let through (ms). */
  recent: number[]
  /** How many frames were refused since its last pause, and when the last one came in. */
  refused: number
  refusedAt: number
}

const counts = new Map<string, FrameCount>()

/** How many sockets this process remembers before it forgets those that are silent. */
const MAX_REMEMBERED = 1_000

/**
 * Counts a frame that came in at `at`, in the memory of this process. It stops a flood before it costs a trip to the
 * database. Other processes count the same socket, so what this one lets through is counted once more in the database
 * (`countingFrame`).
 */
export function admitFrame(connectionId: string, at: number): Admission {
  const count = countOf(connectionId, at)
  if (count.refused > MAX_REFUSED_FRAMES) return 'dropped'
  count.recent = count.recent.filter((time) => time > at - SECOND)
  if (count.recent.length >= MAX_FRAMES_PER_SECOND) return refuseFrame(connectionId, at)
  count.recent.push(at)
  return 'handled'
}

/** Counts a frame that was too much, here or in all processes together. */
export function refuseFrame(connectionId: string, at: number): Admission {
  const count = countOf(connectionId, at)
  if (count.refused > MAX_REFUSED_FRAMES) return 'dropped'
  count.refused += 1
  count.refusedAt = at
  return count.refused > MAX_REFUSED_FRAMES ? 'closes' : 'refused'
}

function countOf(connectionId: string, at: number): FrameCount {
  const known = counts.get(connectionId)
  if (known && known.refusedAt <= at - PAUSE_MS) known.refused = 0
  if (known) return known
  if (counts.size >= MAX_REMEMBERED) forgetSilent(at)
  const count = { recent: [], refused: 0, refusedAt: 0 }
  counts.set(connectionId, count)
  return count
}

function forgetSilent(at: number): void {
  for (const [id, { recent, refusedAt }] of counts) {
    if (Math.max(refusedAt, recent.at(-1) ?? 0) <= at - PAUSE_MS) counts.delete(id)
  }
}

/**
 * The change of a connection's record that counts a frame over all processes, in one atomic write: afterwards
 * `admitted` says whether it is one of the first 20 within a second.
 */
export function countingFrame(at: number): PipelineStage.Set[] {
  const recent = { $filter: { input: { $ifNull: ['$recent', []] }, cond: { $gt: ['$$this', at - SECOND] } } }
  const isWithin = { $lt: [{ $size: '$recent' }, MAX_FRAMES_PER_SECOND] }
  return [
    { $set: { recent } },
    {
      $set: {
        admitted: isWithin,
        recent: { $cond: [isWithin, { $concatArrays: ['$recent', [at]] }, '$recent'] },
      },
    },
  ]
}
