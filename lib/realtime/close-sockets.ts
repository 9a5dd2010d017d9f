import { closeSocket } from '#lib/gateways/sockets/sockets.ts'
import { Connection } from '#lib/model/connection.model.ts'
import type { SessionId, UserId } from '#lib/platform/ids.ts'
import { log } from '#lib/platform/logger.ts'
import { objectId, trusted } from '#lib/platform/mongo.ts'

/** Whose sockets: a user's (`except` those of one session), or those of one session. */
export type SocketOwner =
  { readonly userId: UserId; readonly except?: SessionId | undefined } | { readonly sessionId: SessionId }

/**
 * Closes the sockets of a user who was banned or of a session that ended. Each is forgotten first, so that it
 * is sent nothing more even where the gateway cannot be reached now, and its next frame closes it. Nothing
 * fails by that: who logs out is logged out.
 */
export async function closeSocketsOf(whose: SocketOwner): Promise<void> {
  const filter =
    'sessionId' in whose
      ? { session: objectId(whose.sessionId) }
      : {
          user: objectId(whose.userId),
          ...(whose.except && { session: trusted({ $ne: objectId(whose.except) }) }),
        }
  const open = await Connection.find(filter, { _id: 1 }).lean()
  if (open.length === 0) return
  const ids = open.map(({ _id }) => _id)
  await Connection.deleteMany({ _id: trusted({ $in: ids }) })
  const outcomes = await Promise.allSettled(ids.map(closeSocket))
  const failed = outcomes.filter((outcome) => outcome.status === 'rejected')
  if (failed.length > 0) {
    log.warn('sockets were not closed', { count: failed.length, error: failed[0]?.reason })
  }
}
