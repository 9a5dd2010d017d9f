import { Connection } from '#lib/model/connection.model.ts'
import type { UserId } from '#lib/platform/ids.ts'
import { log } from '#lib/platform/logger.ts'
import { objectId, trusted } from '#lib/platform/mongo.ts'
import { counterpartsOf } from '#lib/realtime/counterparts.ts'
import { deliverRealtime } from '#lib/realtime/deliver-realtime.ts'
import { newFrame } from '#lib/realtime/frame.ts'

/** Tells the other parties of a user's jobs that the user came online or went offline. A failure is only logged. */
export async function sendPresence(userId: UserId, online: boolean): Promise<void> {
  try {
    const frame = newFrame('presence', { userId, online })
    for (const other of await counterpartsOf(userId)) await deliverRealtime({ userId: other, frame })
  } catch (error) {
    log.warn('presence was not sent', { userId, error })
  }
}

/** Which of the other parties of a user's jobs are online now. */
export async function onlineCounterparts(userId: UserId): Promise<readonly UserId[]> {
  const others = await counterpartsOf(userId)
  if (others.length === 0) return []
  const online = await Connection.distinct('user', { user: trusted({ $in: others.map(objectId) }) })
  return others.filter((other) => online.some((id) => id.toHexString() === other))
}
