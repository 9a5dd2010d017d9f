import { putOnQueue } from '#lib/gateways/queues/sqs.ts'
import { queueUrl } from '#lib/platform/config.ts'
import { TASKS, type Task, type WorkMessage } from '#lib/work/work-messages.ts'

/** Puts messages of one task on its queue, ten in a call. Returns the places of those that the queue refused. */
export async function sendWork(task: Task, messages: readonly WorkMessage[]): Promise<readonly number[]> {
  const { queue } = TASKS[task]
  const url = queue === 'work' ? await queueUrl('work', queue) : await queueUrl('gatewayWork', queue)
  return putOnQueue(url, messages)
}

/** The ids in groups of one message each. */
export function inMessages<Id extends string>(task: Task, ids: readonly Id[]): readonly (readonly Id[])[] {
  const { perMessage } = TASKS[task]
  return Array.from({ length: Math.ceil(ids.length / perMessage) }, (_, n) =>
    ids.slice(n * perMessage, (n + 1) * perMessage),
  )
}
