import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  type ReceiveMessageResult,
  type SQSClient,
} from '@aws-sdk/client-sqs'
import { shortSqsCall } from '#lib/gateways/short-call.ts'
import type { Queue } from '#lib/lambda/queue/define-queue.ts'
import type { QueueHandler } from '#lib/lambda/queue/queue-handler.ts'
import { log } from '#lib/platform/logger.ts'

export interface EventSourceOptions {
  readonly queue: Queue
  readonly url: string
  readonly handler: QueueHandler
  readonly client: SQSClient
  /** After how long a failed message is delivered again. On AWS that is the visibility timeout: minutes. */
  readonly retrySeconds: number
}

/** How many calls of the function run at once, at most: a message waits for no other one, and the process stays whole. */
const MAX_CALLS = 10

/** Short, so that a server that is being replaced soon stops receiving messages. */
const LONG_POLL_SECONDS = 1
const PAUSE_AFTER_ERROR_MS = 500

/**
 * Lambda's event source mapping on one machine: gathers a batch, calls the function, deletes the processed messages and
 * lets the failed ones be delivered again. The queue decides how often that happens before a message is a dead letter.
 */
export class EventSource {
  readonly #options: EventSourceOptions
  readonly #calls = new Set<Promise<void>>()
  #receiving: Promise<void> | undefined
  #stopped = false

  constructor(options: EventSourceOptions) {
    this.#options = options
  }

  start(): void {
    this.#receiving = this.#poll()
  }

  /** Receives nothing more, and resolves when what was received is processed. */
  async stop(): Promise<void> {
    this.#stopped = true
    await this.#receiving
    await Promise.all(this.#calls)
  }

  /** Receives one batch after the other, while the calls for those before run: a message wakes one who waits for it. */
  async #poll(): Promise<void> {
    const maxCalls = Math.min(this.#options.queue.maxCalls, MAX_CALLS)
    while (!this.#stopped) {
      if (this.#calls.size >= maxCalls) await Promise.race(this.#calls)
      else await this.#attempt(async () => this.#begin(await this.#gather()))
    }
  }

  #begin(batch: readonly Message[]): void {
    if (batch.length === 0) return
    const call = this.#attempt(() => this.#process(batch)).finally(() => this.#calls.delete(call))
    this.#calls.add(call)
  }

  async #attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      if (this.#stopped) return
      log.warn('queue cannot be reached', { queue: this.#options.queue.name, error })
      await wait(PAUSE_AFTER_ERROR_MS)
    }
  }

  /** Receives the available messages and, if the queue has a batching window, those that arrive within it, up to a batch. */
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

  async #receive(max: number, seconds: number): Promise<readonly Message[]> {
    const { url, client, queue } = this.#options
    const input: ReceiveMessageCommandInput & { QueueUrl: string } = {
      QueueUrl: url,
      MaxNumberOfMessages: Math.min(max, 10),
      WaitTimeSeconds: seconds,
      VisibilityTimeout: queue.visibilitySeconds,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    }
    const answer = await shortSqsCall<ReceiveMessageResult>('ReceiveMessage', input)
    const { Messages = [] } = answer ?? (await client.send(new ReceiveMessageCommand(input)))
    return Messages
  }

  async #process(batch: readonly Message[]): Promise<void> {
    const failed = await this.#invoke(batch)
    const done = batch.filter(({ MessageId = '' }) => !failed.has(MessageId))
    const toRetry = batch.filter(({ MessageId = '' }) => failed.has(MessageId))
    const { url: QueueUrl, client, retrySeconds } = this.#options
    if (done.length > 0) {
      const input = { QueueUrl, Entries: done.map(entryOf) }
      const deleted = await shortSqsCall('DeleteMessageBatch', input)
      if (!deleted) await client.send(new DeleteMessageBatchCommand(input))
    }
    if (toRetry.length > 0) {
      const Entries = toRetry.map((message, i) => ({
        ...entryOf(message, i),
        VisibilityTimeout: retrySeconds,
      }))
      await client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }))
    }
  }

  /** Calls the function and returns the ids of the failed messages: all of them if it threw or took too long. */
  async #invoke(batch: readonly Message[]): Promise<ReadonlySet<string>> {
    const { queue, handler } = this.#options
    const all = batch.map(({ MessageId = '' }) => MessageId)
    const ended = new AbortController()
    try {
      const call = handler(eventOf(queue.name, batch), { awsRequestId: randomUUID() })
      const tooLong = wait(queue.timeoutSeconds * 1000, null, { signal: ended.signal }).catch(() => null)
      const result = await Promise.race([call, tooLong])
      if (!result) throw new Error(`The function took longer than ${queue.timeoutSeconds} s.`)
      const failed = result.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)
      // as in Lambda, a failure that names no message of the batch fails them all
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

/** The event that Lambda passes to the function. */
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
