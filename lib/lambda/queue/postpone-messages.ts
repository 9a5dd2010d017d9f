import type { QueueRecord } from '#lib/lambda/queue/queue-handler.ts'
import { log } from '#lib/platform/logger.ts'
import { signedFetch } from '#lib/platform/signed-fetch.ts'

interface Postponed {
  readonly record: QueueRecord
  /** After how many seconds the queue delivers it again. */
  readonly seconds: number
}

/** SQS takes ten messages in one call. */
const BATCH_SIZE = 10

/**
 * Lets failed messages wait for longer than their queue's visibility timeout. Only on Lambda: on one machine the poller
 * decides when a message comes again. If SQS refuses, they come after that timeout.
 */
export async function postponeMessages(messages: readonly Postponed[]): Promise<void> {
  const arn = messages[0]?.record.eventSourceARN
  if (!arn || !process.env.AWS_LAMBDA_FUNCTION_NAME) return
  for (let from = 0; from < messages.length; from += BATCH_SIZE) {
    await postponeBatch(arn, messages.slice(from, from + BATCH_SIZE)).catch((error: unknown) =>
      log.warn('failed messages could not be postponed', { error }),
    )
  }
}

async function postponeBatch(arn: string, messages: readonly Postponed[]): Promise<void> {
  const [, , , region = '', account = '', name = ''] = arn.split(':')
  const endpoint = process.env.AWS_ENDPOINT_URL_SQS ?? `https://sqs.${region}.amazonaws.com`
  const Entries = messages.map(({ record, seconds }, index) => ({
    Id: String(index),
    ReceiptHandle: record.receiptHandle,
    VisibilityTimeout: seconds,
  }))
  const response = await signedFetch({
    service: 'sqs',
    target: 'AmazonSQS.ChangeMessageVisibilityBatch',
    version: '1.0',
    endpoint,
    body: { QueueUrl: `${endpoint}/${account}/${name}`, Entries },
  })
  if (!response.ok) log.warn('failed messages could not be postponed', { status: response.status })
}
