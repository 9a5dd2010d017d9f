import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs'
import { deadLettersOf } from '#lib/lambda/queue/define-queue.ts'

/** A message that failed as often as its queue allows, and was moved to the dead-letter queue. */
export interface DeadLetter {
  readonly id: string
  readonly sentAt: string
  readonly body: string
}

/** Visibility timeout of listing: the messages are available again after a second. */
const LIST_VISIBILITY_SECONDS = 1
/** Visibility timeout of a redrive: long enough to send a message back and delete it. */
const REDRIVE_VISIBILITY_SECONDS = 60

const MAX_LISTED = 100

/** Lists the dead letters of a queue, up to about a hundred. */
export async function listDeadLetters(client: SQSClient, queueUrl: string): Promise<readonly DeadLetter[]> {
  const found = new Map<string, DeadLetter>()
  for (;;) {
    const dead = deadLettersOf(queueUrl)
    const messages = await receive(client, dead, LIST_VISIBILITY_SECONDS, found.size === 0)
    const before = found.size
    for (const { MessageId = '', Body = '', Attributes } of messages) {
      const sentAt = new Date(Number(Attributes?.SentTimestamp ?? 0)).toISOString()
      found.set(MessageId, { id: MessageId, sentAt, body: Body })
    }
    if (found.size === before || found.size >= MAX_LISTED) return [...found.values()]
  }
}

/**
 * Sends the dead letters of a queue back to it. Each is deleted only after it was sent: a crash in between may send one
 * twice but loses none. Messages that fail again while this runs are left for the next redrive. Returns how many were sent.
 */
export async function redrive(client: SQSClient, queueUrl: string): Promise<number> {
  const dead = deadLettersOf(queueUrl)
  const began = Date.now()
  let moved = 0
  for (;;) {
    const messages = await receive(client, dead, REDRIVE_VISIBILITY_SECONDS, moved === 0)
    const old = messages.filter(({ Attributes }) => Number(Attributes?.SentTimestamp ?? 0) <= began)
    if (old.length === 0) return moved
    for (const { Body, ReceiptHandle } of old) {
      await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: Body }))
      await client.send(new DeleteMessageCommand({ QueueUrl: dead, ReceiptHandle }))
      moved += 1
    }
  }
}

/** Deletes the dead letters of a queue for good. */
export async function purge(client: SQSClient, queueUrl: string): Promise<void> {
  await client.send(new PurgeQueueCommand({ QueueUrl: deadLettersOf(queueUrl) }))
}

/**
 * Receives some messages. `mayWait`: where all that there are were read a moment ago, as by somebody who lists them and
 * then sends them back, it waits until they can be read again.
 */
async function receive(
  client: SQSClient,
  QueueUrl: string,
  VisibilityTimeout: number,
  mayWait: boolean,
): Promise<readonly Message[]> {
  const ask = async (WaitTimeSeconds: number) => {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl,
        VisibilityTimeout,
        WaitTimeSeconds,
        MaxNumberOfMessages: 10,
        MessageSystemAttributeNames: ['All'],
      }),
    )
    return Messages
  }
  const messages = await ask(0)
  if (messages.length > 0 || !mayWait || !(await hasInvisible(client, QueueUrl))) return messages
  return ask(2 * LIST_VISIBILITY_SECONDS)
}

async function hasInvisible(client: SQSClient, QueueUrl: string): Promise<boolean> {
  const name = 'ApproximateNumberOfMessagesNotVisible'
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [name] }),
  )
  return Number(Attributes?.[name] ?? 0) > 0
}
