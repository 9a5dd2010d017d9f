import { setTimeout as wait } from 'node:timers/promises'
import type { Frame } from '#lib/realtime/frame.ts'
import type { AppSocket } from '#lib/testing/sockets.ts'

/** How long an app waits before it connects again. */
const RECONNECT_MS = 20

/** A socket of an app, and the notification after which the app asked over it. */
interface Connected {
  readonly socket: AppSocket
  readonly after: string | undefined
}

/**
 * An app that follows docs/decisions/realtime.md. Over each socket it asks first for what came after the last
 * notification that counts. What comes before `resumed` counts once that has come, in the place in which it came last;
 * then every notification counts, and none comes twice. When a socket ends, the app connects again.
 */
export class ReconnectingApp {
  readonly #connect: () => Promise<AppSocket>
  readonly #sockets: Connected[] = []
  readonly #ended: Promise<void>
  #isClosing = false

  private constructor(connect: () => Promise<AppSocket>) {
    this.#connect = connect
    this.#ended = this.#run()
  }

  /** Starts an app. It is connected, or will be. */
  static start = (connect: () => Promise<AppSocket>): ReconnectingApp => new ReconnectingApp(connect)

  async #run(): Promise<void> {
    while (!this.#isClosing) {
      const after = this.counted().at(-1)
      const socket = await this.#connect()
      this.#sockets.push({ socket, after })
      if (this.#isClosing) return socket.close()
      socket.send({ action: 'resume', ...(after && { after }) })
      await socket.closed
      await wait(RECONNECT_MS)
    }
  }

  /** How many sockets it has had. */
  get sockets(): number {
    return this.#sockets.length
  }

  /** The notifications that count for the app, in the order in which it has them. */
  counted(): readonly string[] {
    return this.#sockets.flatMap(({ socket }) => {
      const { early, live, isResumed } = readingOf(socket.frames)
      return isResumed ? [...early.filter((id, i) => early.lastIndexOf(id) === i), ...live] : []
    })
  }

  /**
   * The notifications that a socket was sent twice. `order` has all that were sent. What came live before the replay comes
   * again in it, since the app has asked for it: the replay begins with what follows the notification that it named.
   */
  sentTwice(order: readonly string[]): readonly string[] {
    return this.#sockets.flatMap(({ socket, after }) => {
      const { early, live } = readingOf(socket.frames)
      const first = order[after === undefined ? 0 : order.indexOf(after) + 1] ?? ''
      const replay = Math.max(0, early.lastIndexOf(first))
      return [early.slice(0, replay), [...early.slice(replay), ...live]].flatMap((part) =>
        part.filter((id, i) => part.indexOf(id) !== i),
      )
    })
  }

  /** The network goes; the app connects again. */
  async losesItsSocket(): Promise<void> {
    await this.#sockets.at(-1)?.socket.drop()
  }

  async close(): Promise<void> {
    this.#isClosing = true
    await this.#sockets.at(-1)?.socket.close()
    await this.#ended
  }
}

/** `early`: what came before the answer that the replay is over. */
function readingOf(frames: readonly Frame[]) {
  const resumed = frames.findIndex(({ type }) => type === 'resumed')
  const isResumed = resumed >= 0
  return {
    early: idsOf(isResumed ? frames.slice(0, resumed) : frames),
    live: isResumed ? idsOf(frames.slice(resumed)) : [],
    isResumed,
  }
}

const idsOf = (frames: readonly Frame[]): readonly string[] =>
  frames.filter(({ type }) => type === 'notification').map(({ id }) => id)
