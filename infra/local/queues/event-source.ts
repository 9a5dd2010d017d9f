import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  type Message,
  type SQSClient,
} from '@aws-sdk/client-sqs'
import type { QueueHandler } from '#lib/http/consumed.ts'
import type { Queue } from '#lib/http/define-queue.ts'
import { log } from '#lib/platform/logger.ts'

export interface EventSourceOptions {
  readonly queue: Queue
  readonly url: string
  readonly handler: QueueHandler
  readonly client: SQSClient
  /** When a message that failed comes again. AWS leaves that to the visibility, which is minutes. */
  readonly retrySeconds: number
}

/** Lambda begins with five pollers a queue; here they share one process. */
const POLLERS = 3

/** Short, so that a server that retires does not take messages with it. */
const LONG_POLL_SECONDS = 1
const PAUSE_AFTER_ERROR_MS = 500

/**
 * What Lambda's event source mapping does, on one machine: gathers a batch, calls the function, deletes what
 * was done with and lets the rest come again. How often a message may come and where it goes then is the queue's.
 */
export class EventSource {
  readonly #options: EventSourceOptions
  #running: readonly Promise<void>[] = []
  #stopped = false

  constructor(options: EventSourceOptions) {
    this.#options = options
  }

  start(): void {
    this.#running = Array.from({ length: POLLERS }, () => this.#poll())
  }

  /** Takes nothing more, and settles when what was taken is done with. */
  async stop(): Promise<void> {
    this.#stopped = true
    await Promise.all(this.#running)
  }

  async #poll(): Promise<void> {
    while (!this.#stopped) {
      try {
        const batch = await this.#gather()
        if (batch.length > 0) await this.#work(batch)
      } catch (error) {
        if (this.#stopped) return
        log.warn('a queue is not reached', { queue: this.#options.queue.name, error })
        await wait(PAUSE_AFTER_ERROR_MS)
      }
    }
  }

  /** What is there, and where the queue has a window what comes within it, up to a batch. */
  async #gather(): Promise<readonly Message[]> {
    const { batchSize, windowSeconds } = this.#options.queue
    const batch = [...(await this.#receive(batchSize, LONG_POLL_SECONDS))]
    if (batch.length === 0) return batch
    const end = performance.now() + windowSeconds * 1000
    while (batch.length < batchSize && performance.now() < end && !this.#stopped) {
      const more = await this.#receive(batchSize - batch.length, 0)
      if (more.length === 0) await wait(50)
      batch.push(...more)
    }
    return batch
  }

  async #receive(most: number, seconds: number): Promise<readonly Message[]> {
    const { url, client, queue } = this.#options
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: url,
        MaxNumberOfMessages: Math.min(most, 10),
        WaitTimeSeconds: seconds,
        VisibilityTimeout: queue.visibilitySeconds,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      }),
    )
    return Messages
  }

  async #work(batch: readonly Message[]): Promise<void> {
    const failed = await this.#invoke(batch)
    const done = batch.filter(({ MessageId = '' }) => !failed.has(MessageId))
    const again = batch.filter(({ MessageId = '' }) => failed.has(MessageId))
    const { url: QueueUrl, client, retrySeconds } = this.#options
    if (done.length > 0) {
      await client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries: done.map(entryOf) }))
    }
    if (again.length > 0) {
      const Entries = again.map((message, i) => ({ ...entryOf(message, i), VisibilityTimeout: retrySeconds }))
      await client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }))
    }
  }

  /** Calls the function; answers the ids that are to come again: all of them where it threw, or took too long. */
  async #invoke(batch: readonly Message[]): Promise<ReadonlySet<string>> {
    const { queue, handler } = this.#options
    const all = batch.map(({ MessageId = '' }) => MessageId)
    const ended = new AbortController()
    try {
      const call = handler(eventOf(queue.name, batch), { awsRequestId: randomUUID() })
      const tooLong = wait(queue.timeoutSeconds * 1000, null, { signal: ended.signal }).catch(() => null)
      const result = await Promise.race([call, tooLong])
      if (!result) throw new Error(`It took longer than ${queue.timeoutSeconds} s.`)
      const failed = result.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)
      // as Lambda has it: a failure that names no message of the batch fails them all
      return new Set(failed.every((id) => all.includes(id)) ? failed : all)
    } catch (error) {
      log.error('queue failed', { queue: queue.name, error })
      return new Set(all)
    } finally {
      ended.abort()
    }
  }
}

const entryOf = ({ ReceiptHandle }: Message, index: number) => ({ Id: String(index), ReceiptHandle })

/** What Lambda hands to the function. */
const eventOf = (queue: string, batch: readonly Message[]) => ({
  Records: batch.map(({ MessageId = '', ReceiptHandle, Body = '', Attributes, MD5OfBody }) => ({
    messageId: MessageId,
    receiptHandle: ReceiptHandle,
    body: Body,
    attributes: Attributes ?? {},
    messageAttributes: {},
    md5OfBody: MD5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: `arn:aws:sqs:local:000000000000:${queue}`,
    awsRegion: 'local',
  })),
})
