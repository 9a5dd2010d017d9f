import type { AddressInfo } from 'node:net'
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs'
import { buildApp } from 'fauxqs'
import type { FakeServer } from '#infra/fakes/fake-server.ts'
import { deadLettersOf, type Queue, urlSettingOf } from '#lib/lambda/queue/define-queue.ts'

/** Credentials that the SDK needs for signing; nothing on this machine checks the signature. */
const LOCAL_AWS = {
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
} as const
const ACCOUNT = '000000000000'

/** SQS on this machine: the queues of the manifest, each with its dead-letter queue. Messages are held in memory. */
export async function startSqsFake(queues: readonly Queue[]): Promise<FakeServer> {
  const app = buildApp({ logger: false, defaultRegion: LOCAL_AWS.AWS_REGION })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`
  const client = new SQSClient({
    endpoint: url,
    region: LOCAL_AWS.AWS_REGION,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  })
  for (const queue of queues) await createQueue(client, queue)
  client.destroy()
  const urls = queues.map((queue) => [urlSettingOf(queue), `${url}/${ACCOUNT}/${queue.name}`] as const)
  return {
    url,
    env: { ...LOCAL_AWS, ...Object.fromEntries(urls) },
    stop: async () => {
      app.server.closeAllConnections()
      await app.close()
    },
  }
}

async function createQueue(
  client: SQSClient,
  { name, visibilitySeconds, maxReceives }: Queue,
): Promise<void> {
  const deadLetters = deadLettersOf(name)
  await client.send(new CreateQueueCommand({ QueueName: deadLetters }))
  const deadLetterTargetArn = `arn:aws:sqs:${LOCAL_AWS.AWS_REGION}:${ACCOUNT}:${deadLetters}`
  const Attributes = {
    VisibilityTimeout: String(visibilitySeconds),
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: maxReceives }),
  }
  await client.send(new CreateQueueCommand({ QueueName: name, Attributes }))
}
