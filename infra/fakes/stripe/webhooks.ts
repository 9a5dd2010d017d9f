import { setTimeout as wait } from 'node:timers/promises'
import Stripe from 'stripe'
import { InFlight } from '#infra/fakes/in-flight.ts'
import { newStripeId, seconds } from '#infra/fakes/stripe/records.ts'

/** A signed webhook message of Stripe. */
export interface SignedMessage {
  readonly body: string
  readonly header: string
}

/** Pauses before each retry; null after the last one. */
const RETRY_DELAYS_MS = [200, 500, null]

/** Signs messages and sends them to our webhook. On demand it holds, reorders and repeats them. */
export class StripeWebhooks {
  readonly #secret: string
  readonly #url: string
  readonly #sent: SignedMessage[] = []
  readonly #inFlight = new InFlight()
  #held: SignedMessage[] | null = null

  constructor(secret: string, url: string) {
    this.#secret = secret
    this.#url = url
  }

  /** Makes a signed message without sending it. */
  sign(type: string, object: unknown, timestamp = seconds()): SignedMessage {
    const event = {
      id: newStripeId('evt'),
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

  /** Sends a message and resolves after its effect. While messages are held, it is queued instead. */
  async send(type: string, object: unknown): Promise<void> {
    const message = this.sign(type, object)
    if (this.#held) this.#held.push(message)
    else await this.#deliver(message)
  }

  /** Sends a message in the background, so that the call that caused it is answered first. */
  sendLater(type: string, object: unknown): void {
    this.#inFlight.follow(this.send(type, object))
  }

  /** Resolves when all messages in the background have been sent. */
  settled(): Promise<void> {
    return this.#inFlight.settled()
  }

  /** From now on messages are held. */
  hold(): void {
    this.#held ??= []
  }

  /** Sends the held messages in the order that `inOrder` returns. */
  async release(
    inOrder: (messages: readonly SignedMessage[]) => readonly SignedMessage[] = (all) => all,
  ): Promise<void> {
    const held = this.#held ?? []
    this.#held = null
    for (const message of inOrder(held)) await this.#deliver(message)
  }

  /** Sends the latest message of this type about this object once more. Returns whether there was one. */
  async repeatLatest(type: string, objectId: string): Promise<boolean> {
    const message = this.#sent.findLast(({ body }) => {
      const event = JSON.parse(body) as { type: string; data: { object: { id?: string } } }
      return event.type === type && event.data.object.id === objectId
    })
    if (message) await this.#deliver(message)
    return message !== undefined
  }

  /** Sends every message once more, newest first. */
  async repeatAll(): Promise<void> {
    for (const message of this.#sent.toReversed()) await this.#deliver(message)
  }

  /** Retries twice if the message is not accepted. Throws if it never is. */
  async #deliver(message: SignedMessage): Promise<void> {
    this.#sent.push(message)
    if (!this.#url) return // there is no webhook to send to
    for (const delayMs of RETRY_DELAYS_MS) {
      const status = await post(this.#url, message)
      if (status >= 200 && status < 300) return
      if (delayMs === null || (status >= 400 && status < 500)) {
        throw new Error(`The webhook at ${this.#url} answered ${status || 'nothing'}`)
      }
      await wait(delayMs)
    }
  }
}

const post = (url: string, { body, header }: SignedMessage): Promise<number> =>
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
