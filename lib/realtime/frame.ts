import { postToSocket } from '#lib/gateways/sockets/sockets.ts'
import { Connection } from '#lib/model/connection.model.ts'
import { realTime } from '#lib/platform/clock.ts'
import { newId } from '#lib/platform/ids.ts'
import { trusted } from '#lib/platform/mongo.ts'
import { closeLost, LOST } from '#lib/realtime/lost-socket.ts'

/** A frame that is sent to an app over a socket, at most once. Over another socket of its app it has the same id. */
export interface Frame {
  readonly type: string
  readonly id: string
  /** ISO 8601. */
  readonly at: string
  readonly data: Readonly<Record<string, unknown>>
  /** The `ref` of the action that it answers. */
  readonly ref?: string | number
}

/** A new frame with the current time. */
export const newFrame = (type: string, data: Frame['data'] = {}, ref?: Frame['ref']): Frame => ({
  type,
  id: newId<'Frame'>(),
  at: realTime().toISOString(),
  data,
  ...(ref !== undefined && { ref }),
})

/** API Gateway sends frames of up to 32 KB. A larger message is sent, and charged, as several. */
const MAX_BYTES = 32 * 1024

/**
 * Sends a frame over a socket, at most once. If the socket is closed, its record is deleted. If it is unknown whether the
 * frame has arrived, the socket is closed: its app asks for what it has not got over the next one. Returns whether the
 * socket is open. Throws where the frame was not sent, or such a socket could not be closed.
 */
export async function postFrame(connectionId: string, frame: Frame): Promise<boolean> {
  const posted = await postToSocket(connectionId, textOf(frame))
  if (posted === 'unknown') await closeLost(connectionId)
  // one that we have closed is left to its `$disconnect`, which says that its user went offline
  if (posted === 'gone') await Connection.deleteOne({ _id: connectionId, sender: trusted({ $ne: LOST }) })
  return posted === 'sent' || posted === 'tooLarge'
}

/** A frame that is too large keeps only its ids: the app reads the rest over HTTP. */
function textOf(frame: Frame): string {
  const text = JSON.stringify(frame)
  if (Buffer.byteLength(text) < MAX_BYTES) return text
  const { data, ...head } = frame
  const ids = Object.entries(data).filter(
    ([name, value]) => /^(id|\w+Id)$/.test(name) && typeof value === 'string' && value.length < 100,
  )
  return JSON.stringify({ ...head, data: { ...Object.fromEntries(ids), cut: true } })
}
