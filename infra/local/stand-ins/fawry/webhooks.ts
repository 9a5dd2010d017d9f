import { setTimeout as wait } from 'node:timers/promises'

/** What happens to the messages on their way. */
export interface Delivery {
  /** How often each is sent; Fawry repeats what was not answered with 200. */
  readonly times?: number
  /** Sends `paymentReferenceNumber`, as one would spell it, in place of Fawry's `paymentRefrenceNumber`. */
  readonly spelling?: 'fawry' | 'right'
}

/** Sends messages to our webhook, and holds, reverses and repeats them on demand. */
export class Webhooks {
  url: string
  #held: string[] | null = null
  readonly sent: string[] = []

  constructor(url: string) {
    this.url = url
  }

  /** Sends one and answers when it had its effect; what was not taken is sent again twice. Throws where it never is. */
  async send(
    message: Readonly<Record<string, unknown>>,
    { times = 1, spelling }: Delivery = {},
  ): Promise<void> {
    const body = JSON.stringify(spelling === 'right' ? spelledRight(message) : message)
    for (let i = 0; i < times; i++) {
      if (this.#held) this.#held.push(body)
      else await this.deliver(body)
    }
  }

  /** From now on messages wait. */
  hold(): void {
    this.#held ??= []
  }

  /** Sends what waited, in the order that `inOrder` makes of it. */
  async release(
    inOrder: (bodies: readonly string[]) => readonly string[] = (bodies) => bodies,
  ): Promise<void> {
    const bodies = this.#held ?? []
    this.#held = null
    for (const body of inOrder(bodies)) await this.deliver(body)
  }

  /** Sends this body as it is. */
  async deliver(body: string): Promise<void> {
    this.sent.push(body)
    if (!this.url) return // nobody listens
    for (const patience of [200, 500, null]) {
      const status = await post(this.url, body)
      if (status === 200) return
      if (patience === null || (status >= 400 && status < 500)) {
        throw new Error(`The webhook at ${this.url} answered ${status || 'nothing'}`)
      }
      await wait(patience)
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

function spelledRight({ paymentRefrenceNumber, ...told }: Readonly<Record<string, unknown>>) {
  return {
    ...told,
    ...(paymentRefrenceNumber !== undefined && { paymentReferenceNumber: paymentRefrenceNumber }),
  }
}
