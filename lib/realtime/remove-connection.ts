import { Connection } from '#lib/model/connection.model.ts'
import { idOf } from '#lib/platform/ids.ts'
import { sendPresence } from '#lib/realtime/presence.ts'

/**
 * Forget a socket that was closed, from whichever side; once it is known or not.
 * 1. nothing is sent to it any more   2. if it was the user's last one, the other parties of their jobs get a presence frame
 */
export async function removeConnection(connectionId: string): Promise<void> {
  const gone = await Connection.findOneAndDelete({ _id: connectionId }).lean()
  if (!gone) return
  const another = await Connection.exists({ user: gone.user })
  if (!another) await sendPresence(idOf<'User'>(gone.user), false)
}
