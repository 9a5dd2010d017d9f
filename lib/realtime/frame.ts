import { postToSocket } from '#lib/gateways/sockets/sockets.ts'
import { Connection } from '#lib/model/connection.model.ts'
import { realTime } from '#lib/platform/clock.ts'
import { newId } from '#lib/platform/ids.ts'

/** A frame that is sent to an app over a socket. If it is sent twice, it has the same id both times. */
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

/** Sends a frame over a socket. If the socket is closed, its record is deleted. Returns whether the socket is open. */
export async function postFrame(connectionId: string, frame: Frame): Promise<boolean> {
  const posted = await postToSocket(connectionId, textOf(frame))
  if (posted === 'gone') await Connection.deleteOne({ _id: connectionId })
  return posted !== 'gone'
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
