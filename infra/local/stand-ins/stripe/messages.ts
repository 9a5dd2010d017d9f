import { setTimeout as wait } from 'node:timers/promises'
import Stripe from 'stripe'
import { newName, seconds } from '#infra/local/stand-ins/stripe/books.ts'
import { UnderWay } from '#infra/local/stand-ins/under-way.ts'

/** A signed message of Stripe. */
export interface Sent {
  readonly body: string
  readonly header: string
}

/** Signs messages and sends them to our webhook; holds, reverses and repeats them on demand. */
export class StripeMessages {
  readonly #secret: string
  readonly #url: string
  readonly #sent: Sent[] = []
  readonly #underWay = new UnderWay()
  #held: Sent[] | null = null

  constructor(secret: string, url: string) {
    this.#secret = secret
    this.#url = url
  }

  /** A signed message that is not sent. */
  sign(type: string, object: unknown, timestamp = seconds()): Sent {
    const event = {
      id: newName('evt'),
      object: 'event',
      api_version: '2026-10-28.endive',
      created: seconds(),
      livemode: false,
      type,
      data: { object },
    }
    const payload = JSON.stringify(event)
    const header = Stripe.webhooks.generateTestHeaderString({ payload, secret: this.#secret, timestamp })
    return { body: payload, header }
  }

  /** Sends one and answers when it had its effect, unless messages are held. */
  async tell(type: string, object: unknown): Promise<void> {
    const message = this.sign(type, object)
    if (this.#held) this.#held.push(message)
    else await this.#deliver(message)
  }

  /** Sends one behind the answer that it follows from. */
  tellSoon(type: string, object: unknown): void {
    this.#underWay.follow(this.tell(type, object))
  }

  /** Answers when what was to be sent soon has been. */
  settled(): Promise<void> {
    return this.#underWay.settled()
  }

  /** From now on messages wait. */
  hold(): void {
    this.#held ??= []
  }

  /** Sends what waited, in the order that `inOrder` makes of it. */
  async release(inOrder: (messages: readonly Sent[]) => readonly Sent[] = (all) => all): Promise<void> {
    const waiting = this.#held ?? []
    this.#held = null
    for (const message of inOrder(waiting)) await this.#deliver(message)
  }

  /** Sends all that was sent once more, the newest first. */
  async repeatAll(): Promise<void> {
    for (const message of this.#sent.toReversed()) await this.#deliver(message)
  }

  /** What was not taken is sent again twice. Throws where it never is. */
  async #deliver(message: Sent): Promise<void> {
    this.#sent.push(message)
    if (!this.#url) return // nobody listens
    for (const patience of [200, 500, null]) {
      const status = await post(this.#url, message)
      if (status >= 200 && status < 300) return
      if (patience === null || (status >= 400 && status < 500)) {
        throw new Error(`The webhook at ${this.#url} answered ${status || 'nothing'}`)
      }
      await wait(patience)
    }
  }
}

const post = (url: string, { body, header }: Sent): Promise<number> =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'stripe-signature': header },
    body,
  }).then(
    async (response) => {
      await response.arrayBuffer()
      return response.status
    },
    () => 0,
  )
