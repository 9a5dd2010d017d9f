import type { Types } from 'mongoose'
import type { Run } from '#lib/platform/run.ts'
import { inPages } from '#lib/platform/side-by-side.ts'
import { endLeases, takeLeases } from '#lib/work/leases.ts'
import { waitForRoom } from '#lib/work/room.ts'
import { inMessages, sendWork } from '#lib/work/send-work.ts'
import type {
  DatabaseWork,
  ErasureWork,
  GatewayOrder,
  GatewayQuery,
  WorkMessage,
} from '#lib/work/work-messages.ts'
import type { WorkQueue } from '#lib/work/work-queues.ts'

/** How many ids are read, leased and sent at a time. */
const PAGE_SIZE = 500

/** What a run handed out, and whether its time was over before it had seen everything. */
export interface HandedOut extends Readonly<Record<string, number | boolean>> {
  readonly handedOut: number
  readonly more: boolean
}

/** The queue did not accept everything; the next run tries again. */
class NotHandedOutError extends Error {}

/**
 * Hands out work: a run of a schedule finds what is due and puts the ids on the queue of the task, a page at a time. It
 * does none of the work itself:
 * 1. it waits until there is room for more of this task, so that others on the same queue never wait for all of a backlog
 * 2. a page of ids is read along an index
 * 3. a lease is taken on each. What is handed out already and not done yet is left out, whoever handed it out
 * 4. the others are put on the queue, several ids in a message, ten messages in a call
 * 5. the run ends before its time is over, and says that there is more. The next run goes on
 * If it dies between 3 and 4, the ids of one page are handed out again after their leases. If the queue cannot be
 * reached, their leases are given back and the run fails, so that the alarm goes off.
 */
export async function handOut<M extends WorkMessage>(
  queue: WorkQueue<M>,
  task: M['task'],
  pages: AsyncIterable<readonly string[]>,
  run: Run,
): Promise<HandedOut> {
  const reading = pages[Symbol.asyncIterator]()
  let handedOut = 0
  try {
    while (await waitForRoom(task, run)) {
      const { done, value: page } = await reading.next()
      if (done) return { handedOut, more: false }
      if (run.isOver()) break
      const ids = page.length > 0 ? await takeLeases(task, page) : []
      if (ids.length > 0) await send(queue, task, ids)
      handedOut += ids.length
    }
    return { handedOut, more: true }
  } finally {
    await reading.return?.()
  }
}

async function send<M extends WorkMessage>(
  queue: WorkQueue<M>,
  task: M['task'],
  ids: readonly string[],
): Promise<void> {
  const groups = inMessages(task, ids)
  let refused: readonly (readonly string[])[] = groups
  try {
    const places = await sendWork(
      queue,
      groups.map((group) => queue.messageOf(task, group)),
    )
    refused = places.map((place) => groups[place] ?? [])
  } finally {
    await endLeases(task, refused.flat())
  }
  if (refused.length > 0) throw new NotHandedOutError(`${refused.length} messages not accepted for ${task}`)
}

type Part<M extends WorkMessage> = readonly [WorkQueue<M>, M['task'], AsyncIterable<readonly string[]>]
type AnyPart = Part<DatabaseWork> | Part<GatewayOrder> | Part<GatewayQuery> | Part<ErasureWork>

/**
 * Hands out several things as one run: those of one task one after the other, and tasks side by side, so that none waits
 * for room behind another. If one fails, the others end first.
 */
export async function handOutAll(run: Run, parts: readonly AnyPart[]): Promise<HandedOut> {
  const byTask = Map.groupBy(parts, ([, task]) => task)
  const outcomes = await Promise.allSettled([...byTask.values()].map((ofTask) => inTurn(run, ofTask)))
  const done = outcomes.map((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason
    return outcome.value
  })
  return {
    handedOut: done.reduce((sum, { handedOut }) => sum + handedOut, 0),
    more: done.some(({ more }) => more),
  }
}

async function inTurn(run: Run, parts: readonly AnyPart[]): Promise<HandedOut> {
  let handedOut = 0
  for (const [queue, task, pages] of parts) {
    const part = await handOut(queue as WorkQueue, task, pages, run)
    handedOut += part.handedOut
    if (part.more) return { handedOut, more: true }
  }
  return { handedOut, more: false }
}

interface Found {
  readonly _id: Types.ObjectId
}

interface Cursored<T> {
  readonly cursor: (options: { batchSize: number }) => AsyncIterable<T>
}

/**
 * Reads the ids that a query finds, in the order of its index, a page at a time. They are never all in memory.
 * `idOfDue` is null for what is not due after all.
 */
export async function* pagesOf<T extends Found>(
  query: Cursored<T>,
  idOfDue: (found: T) => string | null = ({ _id }) => _id.toHexString(),
): AsyncGenerator<readonly string[]> {
  const found = query.cursor({ batchSize: PAGE_SIZE })
  // also one on which nothing is due: its run may be over
  for await (const page of inPages(found, PAGE_SIZE)) yield page.flatMap((each) => idOfDue(each) ?? [])
}
