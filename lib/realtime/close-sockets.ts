import { closeSocket } from '#lib/gateways/sockets/sockets.ts'
import { Connection } from '#lib/model/connection.model.ts'
import type { SessionId, UserId } from '#lib/platform/ids.ts'
import { log } from '#lib/platform/logger.ts'
import { objectId, trusted } from '#lib/platform/mongo.ts'

/** The owner of the sockets: a user (`except` one of their sessions), or one session. */
export type SocketOwner =
  { readonly userId: UserId; readonly except?: SessionId | undefined } | { readonly sessionId: SessionId }

/**
 * Closes the sockets of a user who was banned, or of a session that ended. Their records are deleted first, so that the
 * sockets are sent nothing more, even if the gateway cannot be reached now; the next frame from such a socket closes
 * it. A failure to close one is only logged, so that a logout never fails.
 */
export async function closeSocketsOf(owner: SocketOwner): Promise<void> {
  const filter =
    'sessionId' in owner
      ? { session: objectId(owner.sessionId) }
      : {
          user: objectId(owner.userId),
          ...(owner.except && { session: trusted({ $ne: objectId(owner.except) }) }),
        }
  const open = await Connection.find(filter, { _id: 1 }).lean()
  if (open.length === 0) return
  const ids = open.map(({ _id }) => _id)
  await Connection.deleteMany({ _id: trusted({ $in: ids }) })
  const outcomes = await Promise.allSettled(ids.map((id) => closeSocket(id)))
  const failed = outcomes.filter((outcome) => outcome.status === 'rejected')
  if (failed.length > 0) {
    log.warn('sockets were not closed', { count: failed.length, error: failed[0]?.reason })
  }
}
