import { DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs'
import { type Queue, urlSettingOf } from '#lib/lambda/queue/define-queue.ts'
import type { QueueHandler } from '#lib/lambda/queue/queue-handler.ts'
import { HandOut } from '#lib/model/hand-out.model.ts'
import { clientOf, WORK_QUEUES } from '#lib/testing/work-queues.ts'

/** What a worker of a test does with each queue: the function of the manifest, unless a test has another one. */
export type Consumers = Readonly<Record<string, QueueHandler>>

/**
 * Runs a schedule to its end: it hands out, and the functions behind the queues do what was handed out. Returns what
 * the schedule answers. What fails stays on its queue.
 */
export async function runToEnd<T>(schedule: () => Promise<T>, consumers: Consumers = {}): Promise<T> {
  const outcome = await schedule()
  await workOffQueues(consumers)
  return outcome
}

/** Has the functions behind the queues do what is on them, each message once. */
async function workOffQueues(consumers: Consumers = {}): Promise<void> {
  for (let done = 1; done > 0;) {
    done = 0
    for (const queue of WORK_QUEUES) done += await workOffQueue(queue, consumers[queue.name])
  }
}

async function workOffQueue(queue: Queue, consumer?: QueueHandler): Promise<number> {
  const QueueUrl = process.env[urlSettingOf(queue)] ?? ''
  const client = clientOf(QueueUrl)
  let done = 0
  const tried = new Set<string>()
  for (;;) {
    // delivered to others too while it is in work: workers have to stand that
    const receive = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 0 })
    const { Messages = [] } = await client.send(receive)
    const fresh = Messages.filter(({ MessageId = '' }) => !tried.has(MessageId))
    if (fresh.length === 0) break
    for (const { MessageId = '' } of fresh) tried.add(MessageId)
    const handler = consumer ?? (await loadConsumer(queue)) // once there is something to do
    const Records = fresh.map(({ MessageId = '', Body = '' }) => ({ messageId: MessageId, body: Body }))
    const { batchItemFailures } = await handler({ Records })
    const again = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier))
    for (const { MessageId = '', ReceiptHandle } of fresh) {
      if (again.has(MessageId)) continue
      done += 1
      await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }))
    }
  }
  client.destroy()
  return done
}

/** Loads the function behind a queue, and the manifest that names it. */
async function loadConsumer(queue: Queue): Promise<QueueHandler> {
  const [{ ofQueue }, { loadHandler }] = await Promise.all([
    import('#infra/functions.ts'),
    import('#infra/local/http/handlers.ts'),
  ])
  return loadHandler<QueueHandler>(ofQueue(queue).file)
}

/** Lets time pass until the leases of everything that was handed out are over. */
export async function leasesEnd(): Promise<void> {
  await HandOut.updateMany({}, { $set: { until: new Date(0) } })
}
