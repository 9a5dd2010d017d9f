import { setTimeout as wait } from 'node:timers/promises'
import type { Types } from 'mongoose'
import { Connection } from '#lib/model/connection.model.ts'
import { lastNumberOf } from '#lib/notifications/last-number.ts'
import { addMs, HOUR, realTime, SECOND } from '#lib/platform/clock.ts'
import { newId, type NotificationId, type UserId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'
import type { Frame } from '#lib/realtime/frame.ts'
import { resume } from '#lib/realtime/resume.ts'

/**
 * An app without a real socket: a test brings it the frames that the gateway would. When its socket is closed, it connects
 * again and asks for what it missed, as docs/decisions/realtime.md says.
 */
export class AppOfTest {
  readonly #userId: UserId
  readonly #session: Types.ObjectId
  /** What has come over the present socket before `resumed`, which counts only once that has come. */
  #early: string[] = []
  #isResumed = false
  /** The notifications that count, in the order in which the app has them. */
  readonly counted: string[] = []
  /** The id of the present socket. */
  socket = ''

  constructor(userId: UserId, session: Types.ObjectId) {
    this.#userId = userId
    this.#session = session
  }

  receives({ type, id }: Frame): void {
    if (type === 'notification') (this.#isResumed ? this.counted : this.#early).push(id)
  }

  /** The gateway has closed its socket. */
  isClosed(): void {
    this.socket = ''
    void this.connects()
  }

  /** Connects, and asks for what came after the last notification that counts; until that succeeds. */
  async connects(): Promise<void> {
    const socket = newId<'Socket'>()
    this.#early = []
    this.#isResumed = false
    this.socket = socket
    await this.#asks(socket).catch(async () => {
      await wait(100)
      if (this.socket === socket) await this.connects()
    })
  }

  async #asks(socket: string): Promise<void> {
    const now = realTime()
    const through = await lastNumberOf(this.#userId)
    await Connection.deleteMany({ user: this.#userId }) // as $disconnect does
    await Connection.create({
      _id: socket,
      user: objectId(this.#userId),
      session: this.#session,
      slot: 0,
      connectedAt: now,
      expiresAt: addMs(now, HOUR),
      heldUntil: addMs(now, SECOND),
      through,
      wanted: through,
    })
    const after = this.counted.at(-1) as NotificationId | undefined
    await resume({ connectionId: socket, userId: this.#userId, after })
    if (this.socket !== socket) return // it was closed in the middle of it
    this.counted.push(...this.#early.filter((id, i) => this.#early.lastIndexOf(id) === i))
    this.#isResumed = true
  }
}
