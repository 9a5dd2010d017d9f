import { setTimeout as wait } from 'node:timers/promises'

/** How a message is delivered. */
export interface Delivery {
  /** How often it is sent; Fawry repeats a message that was not answered with 200. */
  readonly times?: number
  /** `right` sends the correctly spelt `paymentReferenceNumber` instead of Fawry's `paymentRefrenceNumber`. */
  readonly spelling?: 'fawry' | 'right'
}

/** Pauses before each retry; null after the last one. */
const RETRY_DELAYS_MS = [200, 500, null]

/** Sends messages to our webhook. On demand it holds, reorders and repeats them. */
export class Webhooks {
  url: string
  #held: string[] | null = null
  readonly sent: string[] = []

  constructor(url: string) {
    this.url = url
  }

  /** Sends a message and resolves after its effect. While messages are held, it is queued instead. */
  async send(
    message: Readonly<Record<string, unknown>>,
    { times = 1, spelling }: Delivery = {},
  ): Promise<void> {
    const body = JSON.stringify(spelling === 'right' ? withCorrectSpelling(message) : message)
    for (let i = 0; i < times; i++) {
      if (this.#held) this.#held.push(body)
      else await this.deliver(body)
    }
  }

  /** From now on messages are held. */
  hold(): void {
    this.#held ??= []
  }

  /** Sends the held messages in the order that `inOrder` returns. */
  async release(
    inOrder: (bodies: readonly string[]) => readonly string[] = (bodies) => bodies,
  ): Promise<void> {
    const bodies = this.#held ?? []
    this.#held = null
    for (const body of inOrder(bodies)) await this.deliver(body)
  }

  /** Sends this body as it is. Retries twice if it is not accepted; throws if it never is. */
  async deliver(body: string): Promise<void> {
    this.sent.push(body)
    if (!this.url) return // there is no webhook to send to
    for (const delayMs of RETRY_DELAYS_MS) {
      const status = await post(this.url, body)
      if (status === 200) return
      if (delayMs === null || (status >= 400 && status < 500)) {
        throw new Error(`The webhook at ${this.url} answered ${status || 'nothing'}`)
      }
      await wait(delayMs)
    }
  }
}

const post = (url: string, body: string): Promise<number> =>
  fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body }).then(
    async (response) => {
      await response.arrayBuffer()
      return response.status
    },
    () => 0,
  )

function withCorrectSpelling({ paymentRefrenceNumber, ...rest }: Readonly<Record<string, unknown>>) {
  return {
    ...rest,
    ...(paymentRefrenceNumber !== undefined && { paymentReferenceNumber: paymentRefrenceNumber }),
  }
}
