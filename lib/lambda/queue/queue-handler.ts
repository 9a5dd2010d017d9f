import { randomUUID } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import type * as z from 'zod'
import { connectEarly } from '#lib/lambda/connect-early.ts'
import { type Queue, type QueueDefinition, waitSecondsAfter } from '#lib/lambda/queue/define-queue.ts'
import { postponeMessages } from '#lib/lambda/queue/postpone-messages.ts'
import type { CallContext } from '#lib/platform/call-context.ts'
import { type Invocation, invocation } from '#lib/platform/error-reports.ts'
import { log, withRequestId } from '#lib/platform/logger.ts'
import { connectMongo } from '#lib/platform/mongo.ts'
import { isOutage } from '#lib/platform/outage.ts'
import { renewSecrets, suspectSecrets } from '#lib/platform/secrets.ts'

/** The event of Lambda's event source mapping, with the fields of a record that we read. */
export interface QueueEvent {
  readonly Records: readonly QueueRecord[]
}

export interface QueueRecord {
  readonly messageId: string
  readonly body: string
  readonly receiptHandle?: string | undefined
  readonly attributes?: { readonly ApproximateReceiveCount?: string | undefined } | undefined
  readonly eventSourceARN?: string
}

/** The messages that failed and are delivered again; the others are deleted. */
export interface QueueResult {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[]
}

export type QueueHandler = (event: QueueEvent, context?: CallContext) => Promise<QueueResult>

type Work<Q extends QueueDefinition> = (message: z.output<Q['message']>) => Promise<unknown>

/** From so many deliveries on, a message that fails is an error that people hear of, long before the last one. */
const ALARM_AFTER_RECEIVES = 5

/** A message that no version of its reader understands. */
class UnreadableMessageError extends Error {
  override readonly name = 'UnreadableMessageError'
}

/**
 * The Lambda behind one queue. It validates each message by the queue's schema, processes several concurrently, and
 * reports those that failed, in their original order, so that only they are delivered again, each time later than
 * before. If the secrets or the database are away, all of them failed. A message that violates the schema is treated
 * like any other failure, but waits no longer each time: it is tried again and ends in the dead-letter queue.
 */
export function queueHandler<Q extends Queue>(queue: Q, work: Work<Q>): QueueHandler {
  connectEarly(queue.uses)
  return ({ Records: records }, context) =>
    invocation(invocationOf(queue, context), async () => {
      const began = performance.now()
      const failed = await processAll(queue, work, records)
      log.info('queue', {
        queue: queue.name,
        count: records.length,
        failed: failed.size,
        ms: Math.round(performance.now() - began),
      })
      const inOrder = records.filter((record) => failed.has(record))
      await postponeMessages(inOrder.map((record) => ({ record, seconds: failed.get(record) ?? 0 })))
      return { batchItemFailures: inOrder.map(({ messageId }) => ({ itemIdentifier: messageId })) }
    })
}

const invocationOf = ({ consumer }: Queue, context: CallContext | undefined): Invocation => ({
  kind: 'queue',
  name: consumer,
  requestId: context?.awsRequestId ?? randomUUID(),
  context,
})

/** The records that failed, each with the seconds after which to try it again. */
type Failures = ReadonlyMap<QueueRecord, number>

async function processAll<Q extends Queue>(
  queue: Q,
  work: Work<Q>,
  records: readonly QueueRecord[],
): Promise<Failures> {
  try {
    await renewSecrets()
    if (queue.uses.includes('mongo')) await connectMongo()
  } catch (error) {
    log.error('a batch could not be begun', { queue: queue.name, count: records.length, error })
    if (isOutage(error)) suspectSecrets()
    return new Map(records.map((record) => [record, waitSecondsAfter(queue, receivesOf(record))]))
  }
  return processRecords(queue, work, records)
}

/** Processes the records in order, up to the queue's concurrency at a time. Returns those that failed. */
async function processRecords<Q extends Queue>(
  queue: Q,
  work: Work<Q>,
  records: readonly QueueRecord[],
): Promise<Failures> {
  const failed = new Map<QueueRecord, number>()
  const waiting = records.values()
  const worker = async () => {
    for (const record of waiting) {
      const seconds = await failureOf(queue, work, record)
      if (seconds !== null) failed.set(record, seconds)
    }
  }
  await Promise.all(Array.from({ length: queue.concurrency }, worker))
  return failed
}

/** Logs the failure of a message, and says after how many seconds to try it again. */
function secondsAfter(queue: Queue, record: QueueRecord, error: unknown): number {
  const receives = receivesOf(record)
  if (isOutage(error)) suspectSecrets()
  log[receives >= ALARM_AFTER_RECEIVES ? 'error' : 'warn']('a message failed', {
    queue: queue.name,
    count: receives,
    error,
  })
  return error instanceof UnreadableMessageError ? queue.visibilitySeconds : waitSecondsAfter(queue, receives)
}

const receivesOf = ({ attributes }: QueueRecord): number => Number(attributes?.ApproximateReceiveCount ?? 1)

/** Processes a message. Returns null, or if it failed, after how many seconds to try it again. */
async function failureOf<Q extends Queue>(
  queue: Q,
  work: Work<Q>,
  record: QueueRecord,
): Promise<number | null> {
  const message = readMessage(queue, record)
  const attempt = async () => {
    try {
      if (message instanceof UnreadableMessageError) throw message
      await work(message)
      return null
    } catch (error) {
      return secondsAfter(queue, record, error)
    }
  }
  // log lines carry the id of the request that caused the message
  const requestId = requestIdOf(message)
  return requestId ? withRequestId(requestId, attempt) : attempt()
}

function readMessage<Q extends Queue>(
  queue: Q,
  { body }: QueueRecord,
): z.output<Q['message']> | UnreadableMessageError {
  try {
    return queue.message.parse(JSON.parse(body)) as z.output<Q['message']>
  } catch (cause) {
    return new UnreadableMessageError('The message does not have the form of its queue', { cause })
  }
}

const requestIdOf = (message: unknown): string | undefined =>
  typeof message === 'object' &&
  message !== null &&
  'requestId' in message &&
  typeof message.requestId === 'string'
    ? message.requestId
    : undefined
