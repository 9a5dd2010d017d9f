import { fail } from '#lib/errors/app-error.ts'
import { closeSocket } from '#lib/gateways/sockets/sockets.ts'
import { Connection } from '#lib/model/connection.model.ts'
import { idOf } from '#lib/platform/ids.ts'
import { type Frame, postFrame } from '#lib/realtime/frame.ts'
import { identify, type Identity } from '#lib/sessions/identify.ts'

/**
 * The owner of a socket, with their current data. Throws UNAUTHENTICATED for an unknown connection, ACCOUNT_BLOCKED.
 */
export async function findSocketOwner(connectionId: string): Promise<Identity> {
  const socket = await Connection.findById(connectionId, { user: 1, session: 1 }).lean()
  if (!socket) throw fail('UNAUTHENTICATED')
  return identify(idOf<'User'>(socket.user), idOf<'Session'>(socket.session))
}

/** Sends a last frame that says why the socket is refused, and closes it. */
export async function reject(connectionId: string, frame: Frame): Promise<void> {
  await postFrame(connectionId, frame)
  await Connection.deleteOne({ _id: connectionId })
  await closeSocket(connectionId)
}
