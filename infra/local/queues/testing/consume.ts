import { SQSClient } from '@aws-sdk/client-sqs'
import { queues } from '#functions/queues/queues.ts'
import { ofQueue } from '#infra/functions.ts'
import { loadHandler } from '#infra/local/http/handlers.ts'
import { EventSource } from '#infra/local/queues/event-source.ts'
import type { QueueHandler } from '#lib/http/consumed.ts'
import { urlSettingOf, type Queue } from '#lib/http/define-queue.ts'
import { sendLogsTo } from '#lib/platform/logger.ts'

/**
 * Every consumer of the manifest in one process that somebody may kill at any moment. It is given each batch
 * twice, the second time from back to front; what was taken by one that was killed comes again in a second.
 */
sendLogsTo(() => undefined)
const client = new SQSClient({ maxAttempts: 10 })

const twice =
  (handler: QueueHandler): QueueHandler =>
  async (event, context) => {
    const first = await handler(event, context)
    const again = await handler({ Records: event.Records.toReversed() }, context)
    return { batchItemFailures: [...first.batchItemFailures, ...again.batchItemFailures] }
  }

for (const queue of Object.values(queues) as Queue[]) {
  const handler = twice(await loadHandler<QueueHandler>(ofQueue(queue).file))
  const url = process.env[urlSettingOf(queue)] ?? ''
  const patience = { ...queue, windowSeconds: 0, visibilitySeconds: 3 }
  new EventSource({ queue: patience, url, handler, client, retrySeconds: 1 }).start()
}
process.stdout.write('consuming\n')
