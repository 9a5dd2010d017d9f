import { SQSClient } from '@aws-sdk/client-sqs'
import { queues } from '#functions/queues/queues.ts'
import { ofQueue } from '#infra/functions.ts'
import { loadHandler } from '#infra/local/http/handlers.ts'
import { EventSource } from '#infra/local/queues/event-source.ts'
import { type Queue, urlSettingOf } from '#lib/lambda/queue/define-queue.ts'
import type { QueueHandler } from '#lib/lambda/queue/queue-handler.ts'
import { sendLogsTo } from '#lib/platform/logger.ts'

/**
 * Runs every consumer of the manifest whose queue a test has in one process, which a test may kill at any moment. Each batch is processed
 * twice, the second time in reverse order. Messages of a killed process are delivered again after the visibility
 * timeout of 3 s.
 */
sendLogsTo(() => undefined)
const client = new SQSClient({ maxAttempts: 10 })

const runTwice =
  (handler: QueueHandler): QueueHandler =>
  async (event, context) => {
    const first = await handler(event, context)
    const again = await handler({ Records: event.Records.toReversed() }, context)
    return { batchItemFailures: [...first.batchItemFailures, ...again.batchItemFailures] }
  }

for (const queue of Object.values(queues) as Queue[]) {
  const handler = runTwice(await loadHandler<QueueHandler>(ofQueue(queue).file))
  const url = process.env[urlSettingOf(queue)]
  if (!url) continue // the test has no such queue
  const quickQueue = { ...queue, windowSeconds: 0, visibilitySeconds: 3 }
  new EventSource({ queue: quickQueue, url, handler, client, retrySeconds: 1 }).start()
}
process.stdout.write('consuming\n')
