import { closeSocket } from '#lib/gateways/sockets/sockets.ts'
import { Connection, type ConnectionRecord } from '#lib/model/connection.model.ts'
import { realTime } from '#lib/platform/clock.ts'
import { log } from '#lib/platform/logger.ts'

/** Holds the lease of a socket that is to be closed, for ever. */
export const LOST = 'lost'

/** What is read of a socket to see whether it is lost. */
type LeaseOfSocket = Pick<ConnectionRecord, 'sender' | 'busyUntil'>

/**
 * Whether it is unknown what the app of a socket has got. Either the answer to a frame did not come, or a function that
 * sent to it died: its lease has ended, and was not released.
 */
export const isLost = ({ sender, busyUntil }: LeaseOfSocket): boolean =>
  sender !== null && busyUntil <= realTime()

/**
 * Closes a socket of which it is unknown whether its app got a frame, so that the app connects again and asks for what
 * came after the last notification that it has.
 * 1. its record says so: nobody sends to it any more
 * 2. the gateway closes it; the record has expired then, and `$disconnect` deletes it
 * Throws where the gateway or the database is not reached. Whoever comes across the socket later tries again: the next
 * delivery to its user, or its app's next frame.
 */
export async function closeLost(connectionId: string): Promise<void> {
  log.warn('a socket is closed, because it is unknown what its app has got')
  const [marked, closed] = await Promise.allSettled([
    Connection.updateOne({ _id: connectionId }, { $set: { sender: LOST, busyUntil: new Date(0) } }),
    closeSocket(connectionId),
  ])
  if (closed.status === 'rejected') throw closed.reason
  if (marked.status === 'rejected') throw marked.reason
  await Connection.updateOne({ _id: connectionId }, { $set: { expiresAt: realTime() } })
}
