import { identify, type Identity } from '#lib/auth/identify.ts'
import { fail } from '#lib/errors/app-error.ts'
import { closeSocket } from '#lib/gateways/sockets/sockets.ts'
import { idOf } from '#lib/platform/ids.ts'
import { Connection } from '#lib/realtime/connection.model.ts'
import { postFrame, type Frame } from '#lib/realtime/frame.ts'

/** Whose socket this is, as the database knows him now. Throws UNAUTHENTICATED for one that is not noted, ACCOUNT_BLOCKED. */
export async function ownerOfSocket(connectionId: string): Promise<Identity> {
  const socket = await Connection.findById(connectionId, { user: 1, session: 1 }).lean()
  if (!socket) throw fail('UNAUTHENTICATED')
  return identify(idOf<'User'>(socket.user), idOf<'Session'>(socket.session))
}

/** Says why over a socket that may not go on, and closes it. */
export async function turnAway(connectionId: string, frame: Frame): Promise<void> {
  await postFrame(connectionId, frame)
  await Connection.deleteOne({ _id: connectionId })
  await closeSocket(connectionId)
}
