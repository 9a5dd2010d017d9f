import { SQSClient } from '@aws-sdk/client-sqs'
import { EventSource } from '#infra/local/queues/event-source.ts'
import { urlSettingOf } from '#lib/lambda/queue/define-queue.ts'
import { sendLogsTo } from '#lib/platform/logger.ts'
import { connectMongo } from '#lib/platform/mongo.ts'
import { BACKLOGS } from './backlogs.ts'
import { VISIBILITY_SECONDS } from './killed-workers.ts'

/** A process with one call of the function behind the queue of the deadlines, which tells its parent what it receives. */
const { queue, handler } = BACKLOGS.deadlines
sendLogsTo(() => undefined)
await connectMongo()
new EventSource({
  queue: { ...queue, maxCalls: 1, visibilitySeconds: VISIBILITY_SECONDS },
  url: process.env[urlSettingOf(queue)] ?? '',
  handler: (event, context) => {
    process.send?.(event.Records.map(({ body }) => body))
    return handler(event, context)
  },
  client: new SQSClient({}),
  retrySeconds: 1,
}).start()
process.send?.([])
