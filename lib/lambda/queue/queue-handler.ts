import { randomUUID } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import type * as z from 'zod'
import type { Queue, QueueDefinition } from '#lib/lambda/queue/define-queue.ts'
import { log, withRequestId } from '#lib/platform/logger.ts'
import { connectMongo } from '#lib/platform/mongo.ts'

/** The event of Lambda's event source mapping, with the fields of a record that we read. */
export interface QueueEvent {
  readonly Records: readonly QueueRecord[]
}

export interface QueueRecord {
  readonly messageId: string
  readonly body: string
}

/** The messages that failed and are delivered again; the others are deleted. */
export interface QueueResult {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[]
}

export type QueueHandler = (event: QueueEvent, context?: { awsRequestId: string }) => Promise<QueueResult>

type Work<Q extends QueueDefinition> = (message: z.output<Q['message']>) => Promise<unknown>

/**
 * The Lambda behind one queue. It validates each message by the queue's schema, processes several concurrently, and
 * reports those that failed, in their original order, so that only they are delivered again. A message that violates
 * the schema is treated like any other failure: it is tried again and ends in the dead-letter queue.
 */
export function queueHandler<Q extends Queue>(queue: Q, work: Work<Q>): QueueHandler {
  return ({ Records: records }, context) =>
    withRequestId(context?.awsRequestId ?? randomUUID(), async () => {
      const began = performance.now()
      if (queue.uses.includes('mongo')) await connectMongo()
      const failed = await processRecords(queue, work, records)
      log.info('queue', {
        queue: queue.name,
        count: records.length,
        failed: failed.size,
        ms: Math.round(performance.now() - began),
      })
      const inOrder = records.filter((record) => failed.has(record))
      return { batchItemFailures: inOrder.map(({ messageId }) => ({ itemIdentifier: messageId })) }
    })
}

/** Processes the records in order, up to the queue's concurrency at a time. Returns those that failed. */
async function processRecords<Q extends Queue>(
  queue: Q,
  work: Work<Q>,
  records: readonly QueueRecord[],
): Promise<ReadonlySet<QueueRecord>> {
  const failed = new Set<QueueRecord>()
  const waiting = records.values()
  const worker = async () => {
    for (const record of waiting) {
      try {
        await processRecord(queue, work, record)
      } catch (error) {
        failed.add(record)
        log.warn('a message failed', { queue: queue.name, error })
      }
    }
  }
  await Promise.all(Array.from({ length: queue.concurrency }, worker))
  return failed
}

async function processRecord<Q extends Queue>(queue: Q, work: Work<Q>, { body }: QueueRecord): Promise<void> {
  const message = queue.message.parse(JSON.parse(body)) as z.output<Q['message']>
  // log lines carry the id of the request that caused the message
  const requestId = requestIdOf(message)
  await (requestId ? withRequestId(requestId, () => work(message)) : work(message))
}

const requestIdOf = (message: unknown): string | undefined =>
  typeof message === 'object' &&
  message !== null &&
  'requestId' in message &&
  typeof message.requestId === 'string'
    ? message.requestId
    : undefined
