import { log } from '#lib/platform/logger.ts'
import { endLeases, keepLeases, renewLeases } from '#lib/work/leases.ts'
import { sendWork } from '#lib/work/send-work.ts'
import type { WorkMessage } from '#lib/work/work-messages.ts'
import type { WorkQueue } from '#lib/work/work-queues.ts'

/** The ids that failed, each with its error. */
export type Failures = ReadonlyMap<string, unknown>

/** What a worker does for each task. It may be given the same ids twice, and does nothing the second time. */
type Workers<M extends WorkMessage> = {
  readonly [T in M['task']]: (
    ids: readonly string[],
    message: Extract<M, { readonly task: T }>,
  ) => Promise<Failures>
}

/** A worker that does its ids one after the other. One that fails stops no other. */
export const each =
  <M>(work: (id: never, message: M) => Promise<unknown>) =>
  async (ids: readonly string[], message: M): Promise<Failures> => {
    const failures = new Map<string, unknown>()
    for (const id of ids) {
      // each task's schema names the type of its ids; a message has them as texts
      await work(id as never, message).catch((error: unknown) => failures.set(id, error))
    }
    return failures
  }

/**
 * Works off one message:
 * 1. the leases of its ids are renewed, so that no run hands them out while the queue still delivers them
 * 2. the task's worker does the ids. What is done gives its lease back
 * 3. of several ids, those that failed go back to the queue, each in a message of its own: none is done again because
 *    of another, and each has its own tries and its own place among the dead letters
 * 4. if all failed, the message fails, and the queue delivers it again, each time later
 */
export async function workOff<M extends WorkMessage>(
  queue: WorkQueue<M>,
  message: M,
  workers: Workers<M>,
): Promise<void> {
  const { task, ids } = message
  await renewLeases(task, ids)
  const work = workers[task as M['task']] as (ids: readonly string[], message: M) => Promise<Failures>
  const failures = await work(ids, message)
  await endLeases(
    task,
    ids.filter((id) => !failures.has(id)),
  )
  if (failures.size === 0) return
  await keepLeases(task, [...failures.keys()])
  for (const [item, error] of failures) log.warn('a piece of work failed', { task, item, error })
  const [first] = failures.values()
  if (failures.size === ids.length) throw first
  const alone = [...failures.keys()].map((id) => ({ ...message, ids: [id] }))
  const refused = await sendWork(queue, alone)
  if (refused.length > 0) throw first
}
