import { queues } from '#functions/queues/queues.ts'
import { queueHandler } from '#lib/lambda/queue/queue-handler.ts'
import { eraseAccounts } from '#lib/lambda/work/erase-accounts.ts'

export const handler = queueHandler(queues.erasures, eraseAccounts)
