import { idOf } from '#lib/platform/ids.ts'
import { Connection } from '#lib/realtime/connection.model.ts'
import { tellPresence } from '#lib/realtime/presence.ts'

/**
 * Forget a socket that was closed, from whichever side; once it is known or not.
 * 1. it is sent nothing any more   2. if it was his last, the other parties of his jobs hear that he left
 */
export async function forgetSocket(connectionId: string): Promise<void> {
  const gone = await Connection.findOneAndDelete({ _id: connectionId }).lean()
  if (!gone) return
  const another = await Connection.exists({ user: gone.user })
  if (!another) await tellPresence(idOf<'User'>(gone.user), false)
}
