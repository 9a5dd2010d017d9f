import { randomUUID } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import type * as z from 'zod'
import type { Queue, QueueDefinition } from '#lib/http/define-queue.ts'
import { log, withRequestId } from '#lib/platform/logger.ts'
import { connectMongo } from '#lib/platform/mongo.ts'

/** What Lambda's event source mapping hands over; of a record what we read. */
export interface QueueEvent {
  readonly Records: readonly QueueRecord[]
}

export interface QueueRecord {
  readonly messageId: string
  readonly body: string
}

/** The messages that are to come again; the others are done with. */
export interface QueueResult {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[]
}

export type QueueHandler = (event: QueueEvent, context?: { awsRequestId: string }) => Promise<QueueResult>

type Work<Q extends QueueDefinition> = (message: z.output<Q['message']>) => Promise<unknown>

/**
 * A Lambda behind one queue: reads each message by the queue's schema, works on some side by side, and
 * reports those that failed, in the order in which they came, so that they alone come again. A message that
 * breaks the schema goes the way of every failure: it is tried again and ends among the dead letters.
 */
export function consumed<Q extends Queue>(queue: Q, work: Work<Q>): QueueHandler {
  return ({ Records: records }, context) =>
    withRequestId(context?.awsRequestId ?? randomUUID(), async () => {
      const began = performance.now()
      if (queue.uses.includes('mongo')) await connectMongo()
      const failed = await workThrough(queue, work, records)
      log.info('queue', {
        queue: queue.name,
        count: records.length,
        failed: failed.size,
        ms: Math.round(performance.now() - began),
      })
      const again = records.filter((record) => failed.has(record))
      return { batchItemFailures: again.map(({ messageId }) => ({ itemIdentifier: messageId })) }
    })
}

/** Works through the records in their order, as many at a time as the queue says; answers those that failed. */
async function workThrough<Q extends Queue>(
  queue: Q,
  work: Work<Q>,
  records: readonly QueueRecord[],
): Promise<ReadonlySet<QueueRecord>> {
  const failed = new Set<QueueRecord>()
  const waiting = records.values()
  const worker = async () => {
    for (const record of waiting) {
      try {
        await handle(queue, work, record)
      } catch (error) {
        failed.add(record)
        log.warn('a message failed', { queue: queue.name, error })
      }
    }
  }
  await Promise.all(Array.from({ length: queue.sideBySide }, worker))
  return failed
}

async function handle<Q extends Queue>(queue: Q, work: Work<Q>, { body }: QueueRecord): Promise<void> {
  const message = queue.message.parse(JSON.parse(body)) as z.output<Q['message']>
  // what happens now belongs to the request that it began with
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
