import { SQSClient } from '@aws-sdk/client-sqs'
import { EventSource } from '#infra/local/queues/event-source.ts'
import type { QueueHandler } from '#lib/http/consumed.ts'
import { deadLettersOf, urlSettingOf, type Queue } from '#lib/http/define-queue.ts'
import { kebab } from '#lib/http/define-route.ts'

/** On one machine a developer sees at once that a message fails again, and where it ends. */
const RETRY_SECONDS = 2

export interface QueueRow {
  readonly name: string
  readonly consumer: string
  readonly summary: string
  readonly waiting: number
  readonly inFlight: number
  readonly deadLetters: number
  /** When the oldest message that waits was sent. */
  readonly oldest: string | null
}

/** The queues of the manifest on one machine: each drives its function, and is shown at `/_local/queues`. */
export class QueueBoard {
  readonly #queues: readonly Queue[]
  readonly #sources: readonly EventSource[]
  readonly #client: SQSClient

  constructor(queues: readonly Queue[], handlers: ReadonlyMap<string, QueueHandler>) {
    this.#queues = queues
    const origin = queues.map((queue) => URL.parse(urlOf(queue))?.origin).find((one) => one)
    this.#client = new SQSClient({ maxAttempts: 2, ...(origin && { endpoint: origin }) })
    this.#sources = queues.flatMap((queue) => {
      const handler = handlers.get(queue.name)
      const url = urlOf(queue)
      if (!handler || !isOfThisMachine(url)) return []
      return [new EventSource({ queue, url, handler, client: this.#client, retrySeconds: RETRY_SECONDS })]
    })
  }

  start(): void {
    for (const source of this.#sources) source.start()
  }

  /** Takes no more messages; settles when those that were taken are done with. */
  async stop(): Promise<void> {
    await Promise.all(this.#sources.map((source) => source.stop()))
    this.#client.destroy()
  }

  async rows(): Promise<readonly QueueRow[]> {
    return Promise.all(this.#queues.filter((queue) => isOfThisMachine(urlOf(queue))).map(rowOf))
  }
}

const urlOf = (queue: Queue): string => process.env[urlSettingOf(queue)] ?? ''

/** Queues on AWS have their own functions there. */
const isOfThisMachine = (url: string): boolean => URL.parse(url)?.hostname === '127.0.0.1'

interface Inside {
  readonly ready: readonly { readonly sentTimestamp: number }[]
  readonly delayed: readonly { readonly sentTimestamp: number }[]
  readonly inflight: readonly unknown[]
}

async function rowOf(queue: Queue): Promise<QueueRow> {
  const { name, consumer, summary } = queue
  const { origin } = new URL(urlOf(queue))
  const [own, dead] = await Promise.all([inside(origin, name), inside(origin, deadLettersOf(name))])
  const waiting = [...own.ready, ...own.delayed]
  const oldest = Math.min(...waiting.map(({ sentTimestamp }) => sentTimestamp))
  return {
    name,
    consumer: kebab(consumer),
    summary,
    waiting: waiting.length,
    inFlight: own.inflight.length,
    deadLetters: dead.ready.length + dead.inflight.length,
    oldest: waiting.length > 0 ? new Date(oldest).toISOString() : null,
  }
}

async function inside(origin: string, name: string): Promise<Inside> {
  const answer = await fetch(`${origin}/_fauxqs/queues/${name}`)
  return ((await answer.json()) as { messages: Inside }).messages
}
