import { fail } from '#lib/errors/app-error.ts'
import { closeSocket } from '#lib/gateways/sockets/sockets.ts'
import { Connection } from '#lib/model/connection.model.ts'
import { idOf } from '#lib/platform/ids.ts'
import { PRIMARY_ONLY } from '#lib/platform/write-concerns.ts'
import { type Frame, postFrame } from '#lib/realtime/frame.ts'
import { countingFrame } from '#lib/realtime/frame-limit.ts'
import { closeLost, LOST } from '#lib/realtime/lost-socket.ts'
import { identify, type Identity } from '#lib/sessions/identify.ts'

/**
 * The owner of a socket, with their current data, for a frame that came in at `at`. The frame is counted in the same trip
 * that reads the socket, since other processes handle frames of this socket too. A count that is lost with its node
 * costs nothing. A lost socket that could not be closed before is closed now. Throws UNAUTHENTICATED for an unknown
 * connection, SERVICE_UNAVAILABLE for a lost one, TOO_MANY_FRAMES, ACCOUNT_BLOCKED.
 */
export async function findSocketOwner(connectionId: string, at: number): Promise<Identity> {
  const socket = await Connection.findOneAndUpdate({ _id: connectionId }, countingFrame(at), {
    projection: { user: 1, session: 1, admitted: 1, sender: 1 },
    returnDocument: 'after',
    updatePipeline: true,
    ...PRIMARY_ONLY,
  }).lean()
  if (!socket) throw fail('UNAUTHENTICATED')
  if (socket.sender === LOST) {
    await closeLost(connectionId)
    throw fail('SERVICE_UNAVAILABLE')
  }
  if (!socket.admitted) throw fail('TOO_MANY_FRAMES', { retryAfter: 1 })
  return identify(idOf<'User'>(socket.user), idOf<'Session'>(socket.session))
}

/** Sends a last frame that says why the socket is refused, and closes it. */
export async function reject(connectionId: string, frame: Frame): Promise<void> {
  await postFrame(connectionId, frame)
  await Connection.deleteOne({ _id: connectionId })
  await closeSocket(connectionId)
}

/** Closes a socket that goes on sending too many frames. `$disconnect` follows, and deletes its record. */
export const closeFlooding = (connectionId: string): Promise<void> =>
  closeSocket(connectionId, POLICY_VIOLATION)

/** The code of RFC 6455 for it. */
const POLICY_VIOLATION = 1008
