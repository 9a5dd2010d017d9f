import { log } from '#lib/platform/logger.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { objectId, trusted } from '#lib/platform/mongo.ts'
import { Connection } from '#lib/realtime/connection.model.ts'
import { counterpartsOf } from '#lib/realtime/counterparts.ts'
import { deliverRealtime } from '#lib/realtime/deliver-realtime.ts'
import { aFrame } from '#lib/realtime/frame.ts'

/** Tells the other parties of somebody's jobs that he came or left. Nobody waits for it, and nothing fails by it. */
export async function tellPresence(userId: UserId, online: boolean): Promise<void> {
  try {
    const frame = aFrame('presence', { userId, online })
    for (const other of await counterpartsOf(userId)) await deliverRealtime({ userId: other, frame })
  } catch (error) {
    log.warn('presence was not told', { userId, error })
  }
}

/** Which of the other parties of somebody's jobs are there now. */
export async function whoIsThere(userId: UserId): Promise<readonly UserId[]> {
  const others = await counterpartsOf(userId)
  if (others.length === 0) return []
  const there = await Connection.distinct('user', { user: trusted({ $in: others.map(objectId) }) })
  return others.filter((other) => there.some((id) => id.toHexString() === other))
}
