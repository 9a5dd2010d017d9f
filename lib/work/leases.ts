import { HandOut } from '#lib/model/hand-out.model.ts'
import { addMs, DAY, MINUTE, realTime } from '#lib/platform/clock.ts'
import { duplicatesIn, trusted } from '#lib/platform/mongo.ts'
import type { Task } from '#lib/work/work-messages.ts'

/** How long work counts as handed out. If its message is lost, the next run after that hands it out again. */
const LEASE_MS = 30 * MINUTE

/** Work that failed is tried again by its queue for hours, and is then a dead letter. No run adds to that for a day. */
const LONG_LEASE_MS = DAY

const keyOf = (task: Task, id: string): string => `${task}:${id}`
const keysOf = (task: Task, ids: readonly string[]) => trusted({ $in: ids.map((id) => keyOf(task, id)) })

/**
 * Takes leases on work that is about to be handed out, and returns those of the ids that are nobody else's. Two runs
 * at once never both get the same one: the unique key decides.
 */
export async function takeLeases(task: Task, ids: readonly string[]): Promise<readonly string[]> {
  const now = realTime()
  const taken = await HandOut.find({ _id: keysOf(task, ids) }).lean()
  const held = new Set(taken.filter(({ until }) => until > now).map(({ _id }) => _id))
  const free = ids.filter((id) => !held.has(keyOf(task, id)))
  if (free.length === 0) return []
  if (taken.length > held.size)
    await HandOut.deleteMany({ _id: keysOf(task, free), until: trusted({ $lte: now }) })
  const until = addMs(now, LEASE_MS)
  try {
    await HandOut.collection.insertMany(
      free.map((id) => ({ _id: keyOf(task, id), until, waiting: task }) as never), // the driver types every _id as an ObjectId
      { ordered: false },
    )
    return free
  } catch (error) {
    const lost = duplicatesIn(error) // to another run that took them at the same time
    return free.filter((_, place) => !lost.has(place))
  }
}

/** A worker has the work in its hands. If it dies, the queue delivers it again long before the lease is over. */
export async function renewLeases(task: Task, ids: readonly string[]): Promise<void> {
  const until = addMs(realTime(), LEASE_MS)
  await HandOut.updateMany({ _id: keysOf(task, ids) }, { $max: { until } })
}

/** Work that failed stays with its queue until it is done or a dead letter. It keeps nothing else from being handed out. */
export async function keepLeases(task: Task, ids: readonly string[]): Promise<void> {
  const until = addMs(realTime(), LONG_LEASE_MS)
  await HandOut.updateMany({ _id: keysOf(task, ids) }, { $set: { until }, $unset: { waiting: 1 } })
}

/** The work is done, or was not put on its queue: what is due again may be handed out again. */
export async function endLeases(task: Task, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await HandOut.deleteMany({ _id: keysOf(task, ids) })
}

/** Remembers for a day that a piece of work was done, where nothing else shows it. */
export async function markDone(task: Task, id: string): Promise<void> {
  const until = addMs(realTime(), LONG_LEASE_MS)
  await HandOut.updateOne(
    { _id: keyOf(task, id) },
    { $set: { until }, $unset: { waiting: 1 } },
    { upsert: true },
  )
}

export const wasDone = async (task: Task, id: string): Promise<boolean> =>
  (await HandOut.exists({ _id: keyOf(task, id) })) !== null
