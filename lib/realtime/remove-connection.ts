import { Connection } from '#lib/model/connection.model.ts'
import { idOf } from '#lib/platform/ids.ts'
import { sendPresence } from '#lib/realtime/presence.ts'

/**
 * Delete the record of a socket that was closed by either side. If there is none, nothing happens.
 * 1. nothing is sent to the socket any more
 * 2. if it was the user's last socket, the other parties of their jobs get a presence frame
 */
export async function removeConnection(connectionId: string): Promise<void> {
  const gone = await Connection.findOneAndDelete({ _id: connectionId }).lean()
  if (!gone) return
  const another = await Connection.exists({ user: gone.user })
  if (!another) await sendPresence(idOf<'User'>(gone.user), false)
}
