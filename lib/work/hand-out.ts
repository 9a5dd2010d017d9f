import type { Types } from 'mongoose'
import type { Run } from '#lib/platform/run.ts'
import { endLeases, takeLeases } from '#lib/work/leases.ts'
import { inMessages, sendWork } from '#lib/work/send-work.ts'
import type { GatewayOrder, GatewayQuery, WorkMessage } from '#lib/work/work-messages.ts'
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
 * 1. a page of ids is read along an index
 * 2. a lease is taken on each. What is handed out already and not done yet is left out, whoever handed it out
 * 3. the others are put on the queue, several ids in a message, ten messages in a call
 * 4. the run ends before its time is over, and says that there is more. The next run goes on
 * If it dies between 2 and 3, the ids of one page are handed out again after their leases. If the queue cannot be
 * reached, their leases are given back and the run fails, so that the alarm goes off.
 */
export async function handOut<M extends WorkMessage>(
  queue: WorkQueue<M>,
  task: M['task'],
  pages: AsyncIterable<readonly string[]>,
  run: Run,
): Promise<HandedOut> {
  let handedOut = 0
  for await (const page of pages) {
    if (run.isOver()) return { handedOut, more: true }
    const ids = page.length > 0 ? await takeLeases(task, page) : []
    if (ids.length > 0) await send(queue, task, ids)
    handedOut += ids.length
  }
  return { handedOut, more: false }
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

/** Hands out several tasks one after the other, as one run. */
export async function handOutAll(
  run: Run,
  parts: readonly (Part<GatewayOrder> | Part<GatewayQuery>)[],
): Promise<HandedOut> {
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
  let page: string[] = []
  let read = 0
  for await (const found of query.cursor({ batchSize: PAGE_SIZE })) {
    const id = idOfDue(found)
    if (id !== null) page.push(id)
    read += 1
    if (read % PAGE_SIZE !== 0) continue
    yield page // even if nothing on it is due: its run may be over
    page = []
  }
  if (page.length > 0) yield page
}
