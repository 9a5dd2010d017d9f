import { setTimeout as wait } from 'node:timers/promises'
import { SQSClient } from '@aws-sdk/client-sqs'
import { EventSource } from '#infra/local/queues/event-source.ts'
import { toKebabCase } from '#lib/lambda/http/define-route.ts'
import { deadLettersOf, type Queue, urlSettingOf } from '#lib/lambda/queue/define-queue.ts'
import type { QueueHandler } from '#lib/lambda/queue/queue-handler.ts'

/** How long whoever runs a schedule waits for the work that it handed out, and how often they look. */
const MAX_WAIT_MS = 30_000
const PAUSE_MS = 25

/** Short, so that a developer soon sees a message fail again and reach the dead-letter queue. */
const RETRY_SECONDS = 2

export interface QueueRow {
  readonly name: string
  readonly consumer: string
  readonly summary: string
  readonly waiting: number
  readonly inFlight: number
  readonly deadLetters: number
  /** When the oldest waiting message was sent. */
  readonly oldest: string | null
}

/** The queues of the manifest on one machine: each triggers its function, and is listed at `/_local/queues`. */
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
      if (!handler || !isLocal(url)) return []
      return [new EventSource({ queue, url, handler, client: this.#client, retrySeconds: RETRY_SECONDS })]
    })
  }

  start(): void {
    for (const source of this.#sources) source.start()
  }

  /** Receives no more messages, and resolves when those that were received are processed. */
  async stop(): Promise<void> {
    await Promise.all(this.#sources.map((source) => source.stop()))
    this.#client.destroy()
  }

  /** Resolves when nothing waits or is in work on these queues, or after some time if a message fails again and again. */
  async worksOff(names: readonly string[]): Promise<void> {
    const own = this.#queues.filter((queue) => names.includes(queue.name) && isLocal(urlOf(queue)))
    const end = performance.now() + MAX_WAIT_MS
    while (performance.now() < end) {
      const rows = await Promise.all(own.map(rowOf))
      if (rows.every(({ waiting, inFlight }) => waiting + inFlight === 0)) return
      await wait(PAUSE_MS)
    }
  }

  async rows(): Promise<readonly QueueRow[]> {
    return Promise.all(this.#queues.filter((queue) => isLocal(urlOf(queue))).map(rowOf))
  }
}

const urlOf = (queue: Queue): string => process.env[urlSettingOf(queue)] ?? ''

/** Whether the queue is on this machine. A queue on AWS has its own function there. */
const isLocal = (url: string): boolean => URL.parse(url)?.hostname === '127.0.0.1'

interface QueueContent {
  readonly ready: readonly { readonly sentTimestamp: number }[]
  readonly delayed: readonly { readonly sentTimestamp: number }[]
  readonly inflight: readonly unknown[]
}

async function rowOf(queue: Queue): Promise<QueueRow> {
  const { name, consumer, summary } = queue
  const { origin } = new URL(urlOf(queue))
  const [own, dead] = await Promise.all([contentOf(origin, name), contentOf(origin, deadLettersOf(name))])
  const waiting = [...own.ready, ...own.delayed]
  const oldest = Math.min(...waiting.map(({ sentTimestamp }) => sentTimestamp))
  return {
    name,
    consumer: toKebabCase(consumer),
    summary,
    waiting: waiting.length,
    inFlight: own.inflight.length,
    deadLetters: dead.ready.length + dead.inflight.length,
    oldest: waiting.length > 0 ? new Date(oldest).toISOString() : null,
  }
}

async function contentOf(origin: string, name: string): Promise<QueueContent> {
  const answer = await fetch(`${origin}/_fauxqs/queues/${name}`)
  return ((await answer.json()) as { messages: QueueContent }).messages
}
