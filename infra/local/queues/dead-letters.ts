import {
  DeleteMessageCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type Message,
  type SQSClient,
} from '@aws-sdk/client-sqs'
import { deadLettersOf } from '#lib/http/define-queue.ts'

/** A message that failed as often as its queue allows. */
export interface DeadLetter {
  readonly id: string
  readonly sentAt: string
  readonly body: string
}

/** Looked at for a second, then they are there again. */
const LOOKED_AT_SECONDS = 1
/** Long enough to send a letter back and delete it. */
const MOVED_WITHIN_SECONDS = 60

/** The dead letters of a queue, at most some hundred. */
export async function listDeadLetters(client: SQSClient, queueUrl: string): Promise<readonly DeadLetter[]> {
  const found = new Map<string, DeadLetter>()
  for (;;) {
    const messages = await receive(client, deadLettersOf(queueUrl), LOOKED_AT_SECONDS)
    const before = found.size
    for (const { MessageId = '', Body = '', Attributes } of messages) {
      const sentAt = new Date(Number(Attributes?.SentTimestamp ?? 0)).toISOString()
      found.set(MessageId, { id: MessageId, sentAt, body: Body })
    }
    if (found.size === before || found.size >= 100) return [...found.values()]
  }
}

/**
 * Sends the dead letters of a queue back to it, each deleted only when it is there: a crash in between may
 * send one twice and loses none. Those that fail again while this runs are left for the next time.
 */
export async function redrive(client: SQSClient, queueUrl: string): Promise<number> {
  const dead = deadLettersOf(queueUrl)
  const began = Date.now()
  let moved = 0
  for (;;) {
    const messages = await receive(client, dead, MOVED_WITHIN_SECONDS)
    const old = messages.filter(({ Attributes }) => Number(Attributes?.SentTimestamp ?? 0) <= began)
    if (old.length === 0) return moved
    for (const { Body, ReceiptHandle } of old) {
      await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: Body }))
      await client.send(new DeleteMessageCommand({ QueueUrl: dead, ReceiptHandle }))
      moved += 1
    }
  }
}

/** Throws the dead letters of a queue away, for good. */
export async function purge(client: SQSClient, queueUrl: string): Promise<void> {
  await client.send(new PurgeQueueCommand({ QueueUrl: deadLettersOf(queueUrl) }))
}

async function receive(
  client: SQSClient,
  QueueUrl: string,
  VisibilityTimeout: number,
): Promise<readonly Message[]> {
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({
      QueueUrl,
      VisibilityTimeout,
      MaxNumberOfMessages: 10,
      MessageSystemAttributeNames: ['All'],
    }),
  )
  return Messages
}
