import { putOnQueue } from '#lib/gateways/queues/sqs.ts'
import { IDS_PER_MESSAGE, type Task } from '#lib/work/work-messages.ts'
import type { WorkQueue } from '#lib/work/work-queues.ts'

/** Puts messages on a queue, ten in a call. Returns the places of those that the queue refused. */
export const sendWork = async (
  queue: Pick<WorkQueue, 'url'>,
  messages: readonly object[],
): Promise<readonly number[]> => putOnQueue(await queue.url(), messages)

/** The ids in groups of one message each. */
export function inMessages<I extends string>(task: Task, ids: readonly I[]): readonly (readonly I[])[] {
  const size = IDS_PER_MESSAGE[task]
  return Array.from({ length: Math.ceil(ids.length / size) }, (_, n) => ids.slice(n * size, (n + 1) * size))
}
