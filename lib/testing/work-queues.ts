import { randomUUID } from 'node:crypto'
import { CreateQueueCommand, DeleteQueueCommand, SQSClient } from '@aws-sdk/client-sqs'
import { queues } from '#functions/queues/queues.ts'
import { type Queue, urlSettingOf } from '#lib/lambda/queue/define-queue.ts'

/** The queues on which work is handed out. */
export const WORK_QUEUES: readonly Queue[] = [
  queues.work,
  queues['gateway-orders'],
  queues['gateway-queries'],
  queues.erasures,
]

/** What an SDK needs for signing; nothing in a test checks the signature. */
const AWS = { AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' }

export const clientOf = (url: string) =>
  new SQSClient({
    endpoint: new URL(url).origin,
    region: AWS.AWS_REGION,
    credentials: { accessKeyId: AWS.AWS_ACCESS_KEY_ID, secretAccessKey: AWS.AWS_SECRET_ACCESS_KEY },
  })

/** Where they are, also while a test lets other queues take their place. */
const opened: string[] = []

/** Creates the queues of one test file for work, at the run's SQS, and sets where they are. */
export async function openWorkQueues(sqsUrl: string): Promise<void> {
  Object.assign(process.env, AWS)
  const client = clientOf(sqsUrl)
  const own = randomUUID().slice(0, 8)
  for (const queue of WORK_QUEUES) {
    const name = `${queue.name}-${own}`
    await client.send(new CreateQueueCommand({ QueueName: name }))
    const url = `${sqsUrl}/000000000000/${name}`
    process.env[urlSettingOf(queue)] = url
    opened.push(url)
  }
  client.destroy()
}

export async function closeWorkQueues(): Promise<void> {
  for (const QueueUrl of opened.splice(0)) {
    const client = clientOf(QueueUrl)
    await client.send(new DeleteQueueCommand({ QueueUrl }))
    client.destroy()
  }
}
