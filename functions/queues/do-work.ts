import { queues } from '#functions/queues/queues.ts'
import { queueHandler } from '#lib/lambda/queue/queue-handler.ts'
import { doWork } from '#lib/lambda/work/do-work.ts'

export const handler = queueHandler(queues.work, doWork)
